import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommanderError, type Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { describeFailure } from './command-line/failure.js';
import { buildProgram } from './program.js';

/** What the command writes and how it ends. */
async function run(...argv: string[]) {
  let text = '';
  const write = (piece: string) => void (text += piece);
  const listen = (command: Command): void => {
    command.configureOutput({ writeOut: write, writeErr: write });
    command.commands.forEach(listen);
  };
  const program = await buildProgram(argv[0]);
  listen(program);
  const error: unknown = await program.parseAsync(argv, { from: 'user' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CommanderError)) throw error;
  return { text, exitCode: describeFailure(error, false).exitCode };
}

describe('jiagu', () => {
  it('has help with an example for every verb', async () => {
    const leaves = (command: Command, path: string[]): string[][] =>
      command.commands.length === 0
        ? [path]
        : command.commands.flatMap((inner) => leaves(inner, [...path, inner.name()]));
    const verbs = leaves(await buildProgram(), []);
    expect(verbs.map((path) => path.join(' '))).toEqual(
      expect.arrayContaining(['train', 'resume', 'evaluate', 'predict', 'swap', 'report', 'doctor', 'demo']),
    );
    for (const path of verbs) {
      const { text, exitCode } = await run(...path, '--help');
      expect(exitCode).toBe(0);
      expect(text).toContain(`Examples:\n  $ jiagu ${path.join(' ')}`);
    }
  });

  it('loads the verb that is named, and all where none is', async () => {
    const names = async (name: string) => (await buildProgram(name)).commands.map((verb) => verb.name());
    expect(await names('swap')).toEqual(['swap']);
    expect(await names('--help')).toContain('train');
    const { text } = await run('trian');
    expect(text).toContain('Did you mean train?');
    expect((await run('constructor')).text).toContain("unknown command 'constructor'");
  });

  it('refuses wrong usage with exit code 2 and one line', async () => {
    const cases: [string[], RegExp][] = [
      [['train'], /--config <file>/],
      [['train', '-c', 'x.yaml', '--device', 'tpu'], /cpu, gpu/],
      [['train', '-c', 'x.yaml', '--threads', '1.5'], /whole number/],
      [['predict', '--run', 'x'], /missing required argument 'image'/],
      [['evaluate', '--run', 'x', '--checkpoint', 'first'], /last, best/],
      [['swap', '--run', 'x', '--animate', 'mp4'], /webp, gif/],
      ...['6', '0x4', '6x', 'axb', '6x8x2'].map((size): [string[], RegExp] => [
        ['swap', '--run', 'x', '--matrix', size],
        /--matrix <RxC>.* Rows and columns are expected, .*6x8/,
      ]),
      [['data', 'thin', 'x', '-o', 'y', '--counts', '5,20'], /from many to few: 100,20,5,2/],
      [['data', 'synth', '-o', 'x', '--severity', '0'], /above 0/],
    ];
    for (const [argv, message] of cases) {
      const { text, exitCode } = await run(...argv);
      expect(exitCode).toBe(2);
      expect(text).toMatch(message);
      expect(text).toMatch(/^jiagu: .*\n$/);
    }
  });
});

const folder = mkdtempSync(join(tmpdir(), 'jiagu-existing-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]): string => join(folder, ...names);
const write = (...names: string[]): string => {
  mkdirSync(dirname(at(...names)), { recursive: true });
  writeFileSync(at(...names), 'precious');
  return at(...names);
};

const image = write('image.png');
const exported = (format: string) => (output: string, more: string[]) =>
  run('export', '--run', at('no-run'), '--format', format, '-o', output, ...more);
const predicted = (output: string, more: string[]) =>
  run('predict', '--run', at('no-run'), image, '-o', output, ...more);

type Verb = (output: string, more: string[]) => Promise<unknown>;

/** There is no such run: whoever looks for it has let the output pass. */
const PASSED = /no-run/;

describe.each<[string, Verb, string, string[]]>([
  ['onnx', exported('onnx'), 'onnx', ['recogniser-target.onnx']],
  ['saved-model', exported('saved-model'), 'saved', ['saved_model.pb', 'assets.extra/jiagu.json']],
  ['web', exported('web'), 'web', ['index.html', 'model.json']],
])('a folder of --format %s', (_, verb, name, files) => {
  it('is refused where it is there, before the run is opened, and replaced with --force', async () => {
    await expect(verb(at(name), [])).rejects.toThrow(PASSED);
    for (const file of files) write(name, file);
    await expect(verb(at(name), [])).rejects.toThrow(/holds .*--force, or choose another with --output$/);
    await expect(verb(at(name), ['--force'])).rejects.toThrow(PASSED);
    for (const file of files) expect(readFileSync(at(name, file), 'utf8')).toBe('precious');
  });

  it("is refused where it is somebody else's, even with --force", async () => {
    write(`${name}-foreign`, 'thesis.txt');
    await expect(verb(at(`${name}-foreign`), ['--force'])).rejects.toThrow('was not made by `jiagu export`');
    await expect(verb(image, ['--force'])).rejects.toThrow('is not a folder');
  });
});

describe.each<[string, Verb, string]>([
  ['export --format safetensors', exported('safetensors'), 'weights.safetensors'],
  ['predict to a sheet', predicted, 'sheet.html'],
  ['predict to a table', predicted, 'table.csv'],
])('the file of %s', (_, verb, name) => {
  it('is refused where it is there, before the run is opened, and replaced with --force', async () => {
    await expect(verb(at(name), [])).rejects.toThrow(PASSED);
    const file = write(name);
    await expect(verb(file, [])).rejects.toThrow(
      `${file} is there already: replace it with --force, or choose another with --output`,
    );
    await expect(verb(file, ['--force'])).rejects.toThrow(PASSED);
    expect(readFileSync(file, 'utf8')).toBe('precious');
    mkdirSync(at(`folder-${name}`));
    await expect(verb(at(`folder-${name}`), ['--force'])).rejects.toThrow('is not a file');
  });
});

it('--force without a file to replace is refused', async () => {
  await expect(run('predict', '--run', 'x', image, '--force')).rejects.toThrow('--output');
});
