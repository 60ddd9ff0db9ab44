import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkedEngine } from './engine-cache.js';
import { setUp } from './set-up.js';
import { forgeWheel, makeScene, writeInstaller, type Scene } from './testing/scene.js';

let scene: Scene;
beforeEach(() => {
  scene = makeScene();
});
afterEach(() => rmSync(scene.folder, { recursive: true }));

const silent = () => undefined;

/** This library's sources as plain JavaScript, for processes of their own. */
function compiledSources(): string {
  const target = join(import.meta.dirname, '..', '..', '.vitest', 'set-up');
  const native = readdirSync(import.meta.dirname).map((name) => join('native', name));
  for (const file of ['engine-error.ts', ...native]) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const source = readFileSync(join(import.meta.dirname, '..', file), 'utf8');
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    mkdirSync(join(target, dirname(file)), { recursive: true });
    writeFileSync(join(target, file.replace(/ts$/, 'js')), ts.transpile(source, options));
  }
  return join(target, 'native', 'set-up.js');
}

/** Arguments with which Node runs the set-up of the scene's package. */
function setUpArguments(): string[] {
  const script = `import { setUp } from ${JSON.stringify(compiledSources())};
await setUp(${JSON.stringify(scene.pack)}, (line) => process.stdout.write(line + '\\n'));`;
  return ['--input-type=module', '-e', script];
}

describe('set-up from the wheel', () => {
  it('makes an engine in the cache, links the package to it, and does nothing the second time', async () => {
    const probe = await setUp(scene.pack, silent, scene.env);
    expect(probe).toMatchObject({ works: true, tensorflow: '2.99.1' });
    const [engine = ''] = readdirSync(scene.engines);
    expect(linkedEngine(scene.pack)).toMatchObject({
      folder: join(scene.engines, engine),
      origin: { tensorflow: '2.99.1', wheel: basename(scene.wheel) },
    });
    expect(readdirSync(join(scene.engines, engine, 'deps'))).toEqual(['lib']);
    const told: string[] = [];
    await setUp(scene.pack, (line) => told.push(line), scene.env);
    expect(told).toEqual([]);
    expect(scene.downloads()).toHaveLength(1);
  });

  it('serves another clone from the cache, and makes an engine anew that was damaged there', async () => {
    await setUp(scene.pack, silent, scene.env);
    rmSync(join(scene.pack.folder, 'lib'), { recursive: true });
    rmSync(join(scene.pack.folder, 'deps'));
    await setUp(scene.pack, silent, scene.env);
    expect(scene.downloads()).toHaveLength(1);
    const engine = join(scene.engines, readdirSync(scene.engines)[0] ?? '');
    truncateSync(join(engine, 'deps', 'lib', 'libtensorflow_cc.so.2'), 5);
    await setUp(scene.pack, silent, scene.env);
    expect(scene.downloads()).toHaveLength(2);
  });

  it('asks pip for the wished version', async () => {
    await setUp(scene.pack, silent, { ...scene.env, JIAGU_TENSORFLOW_VERSION: '2.99.1' });
    expect(scene.downloads()).toEqual([expect.stringMatching(/ tensorflow(-cpu)?==2\.99\.1$/)]);
  });

  it('takes for a GPU the wheel with CUDA and the NVIDIA libraries it asks for', async () => {
    const wheel = 'tensorflow==2.99.1';
    const env = { ...scene.env, JIAGU_TENSORFLOW_VERSION: '2.99.1' };
    const done = setUp({ ...scene.pack, device: 'gpu' }, silent, env);
    if (process.arch === 'arm64') return expect(done).rejects.toThrow('built without CUDA');
    await done;
    expect(scene.downloads().map((line) => line.split(' ').at(-1))).toEqual([
      wheel,
      'nvidia-cudnn-cu12<10.0,>=9.3',
    ]);
    const library = join('deps', 'nvidia', 'cudnn', 'lib', 'libcudnn.so.9');
    expect(readFileSync(join(scene.pack.folder, library), 'utf8')).toBe('cudnn');
  });

  it('refuses a wheel that differs from its record or is cut, and leaves nothing of it', async () => {
    const forged = forgeWheel(scene);
    const env = { ...scene.env, PIP_GIVES: forged };
    await expect(setUp(scene.pack, silent, env)).rejects.toThrow(
      /libtensorflow_framework.so.2 differs from the digest/,
    );
    truncateSync(forged, 1000);
    await expect(setUp(scene.pack, silent, env)).rejects.toThrow(/unpacked.*not a zip file/);
    expect(readdirSync(scene.engines)).toEqual([]);
  });

  it('downloads once when two processes start together', async () => {
    const run = () => promisify(execFile)(process.execPath, setUpArguments(), { env: scene.env });
    const both = await Promise.all([run(), run()]);
    expect(scene.downloads()).toHaveLength(1);
    expect(both.map(({ stdout }) => stdout).join('')).toMatch(/another process is setting up/);
    expect(linkedEngine(scene.pack)).toBeDefined();
  });

  it('starts afresh after a process that was killed in the middle of its download', async () => {
    const env = { ...scene.env, PIP_HANGS: '1' };
    const victim = spawn(process.execPath, setUpArguments(), { env, detached: true });
    const ended = new Promise((resolve) => victim.once('exit', resolve));
    while (!existsSync(join(scene.folder, 'hanging'))) await sleep(20);
    process.kill(-(victim.pid ?? NaN), 'SIGKILL');
    await ended;
    expect(readdirSync(scene.engines)).toEqual([expect.stringMatching(/^\.incoming-/)]);
    await setUp(scene.pack, silent, scene.env);
    expect(readdirSync(scene.engines)).toEqual([expect.stringMatching(/tensorflow-2\.99\.1$/)]);
  });
});

describe("set-up with the package's own installer", () => {
  it('is the second way', async () => {
    const installer = `const { mkdirSync, writeFileSync } = require('fs');
mkdirSync('lib/napi-v8', { recursive: true });
mkdirSync('deps/lib', { recursive: true });
writeFileSync('lib/napi-v8/tfjs_binding.node', 'compiled');
writeFileSync('deps/lib/libtensorflow_cc.so.2', Buffer.alloc(300000));`;
    writeInstaller(scene.pack, installer);
    const probe = await setUp(scene.pack, silent, { ...scene.env, PIP_FAILS: '1' });
    expect(probe.works).toBe(true);
    expect(linkedEngine(scene.pack)).toBeUndefined();
  });

  it('ends with why neither way works and what to do', async () => {
    await expect(setUp(scene.pack, silent, { ...scene.env, PIP_FAILS: '1' })).rejects.toThrow(
      /No matching distribution found[^]*storage not reached[^]*python3 with pip, g\+\+/,
    );
  });
});

it('knows the real package, whose addon serves Node-API 8', () => {
  const { binary } = createRequire(import.meta.url)('@tensorflow/tfjs-node/package.json') as {
    binary: { module_name: string; napi_versions: number[] };
  };
  expect(binary.module_name).toBe('tfjs_binding');
  expect(Math.max(...binary.napi_versions)).toBe(8);
});
