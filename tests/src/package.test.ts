import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Below the clone, so that what the package needs from the registry is found. */
const folder = join(root, 'dist', 'package-test');
const made = join(folder, 'jiagu');
const example = /```ts\n(import [^]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';

const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  execFileSync(process.execPath, [join(root, 'tools/package/make.mjs'), made]);
  symlinkSync(made, join(folder, 'node_modules', 'jiagu'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('packs the command, the library with its types, configurations and the binding, and no tests', () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const [{ files, size }] = JSON.parse(
      execFileSync(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: made, encoding: 'utf8' }),
    ) as [{ files: { path: string }[]; size: number }];
    const paths = files.map(({ path }) => path);
    for (const path of [
      'apps/trainer/bin/jiagu.js',
      'apps/trainer/dist/main.js',
      'apps/trainer/dist/library/index.d.ts',
      'configs/demo.yaml',
      'configs/shared',
      'node_modules/@jiagu/engine/native/quiet.c',
      'node_modules/@jiagu/export/dist/index.js',
      'node_modules/@jiagu/web/dist/page/index.html',
      'node_modules/@jiagu/config/dist/portable.js',
      'node_modules/@tensorflow/tfjs-node/binding',
      'LICENSE',
      'README.md',
    ])
      expect(
        paths.some((name) => name.startsWith(path)),
        path,
      ).toBe(true);
    expect(paths.filter((path) => /\.test\.|\.tsbuildinfo|\/testing\/|\/deps\/|\.node$/.test(path))).toEqual(
      [],
    );
    expect(size).toBeLessThan(20e6);
    const { scripts } = JSON.parse(
      readFileSync(join(made, 'node_modules/@tensorflow/tfjs-node/package.json'), 'utf8'),
    ) as { scripts?: object };
    expect(scripts).toBeUndefined();
  });

  it('is a library whose example in the README passes the strictest compiler', () => {
    expect(example).toContain("from 'jiagu'");
    const wrong = example.replace('top: 3', "top: 'three'");
    const check = (program: string): string => {
      const file = join(folder, 'example.ts');
      writeFileSync(file, program);
      const options = [
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        '--noUncheckedIndexedAccess',
        '--types',
        'node',
      ];
      const compiler = [join(root, 'node_modules/typescript/bin/tsc'), ...options];
      try {
        return node(...compiler, '--module', 'nodenext', '--target', 'es2023', file);
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    expect(check(example)).toBe('');
    expect(check(wrong)).toContain("Type 'string' is not assignable to type 'number'");
  });
});
