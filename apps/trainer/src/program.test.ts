import { CommanderError, type Command } from 'commander';
import { describe, expect, it } from 'vitest';
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
