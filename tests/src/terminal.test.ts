import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import _ from 'lodash';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, jiagu } from './command.js';
import { writeFaultStudies } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-terminal-'));
beforeAll(() => writeFaultStudies(folder));
afterAll(() => rmSync(folder, { recursive: true }));

const train = (name: string): string[] => [
  ...['train', '--config', 'dann.yaml', '--name', name, '--threads', '1'],
  ...['--set', 'training.steps=8', '--set', 'training.evaluate.every=4'],
];
/** Escape sequences that set colours or other looks. */
const looks = /\x1b\[[\d;]*m/;

/** What a pseudo terminal shows of a command; Node leaves colours out where CI is set. */
async function onTerminal(args: string[], environment: Record<string, string> = {}): Promise<string> {
  const command = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(' ');
  const log = join(folder, 'terminal.log');
  await promisify(execFile)('script', ['-qec', command, log], {
    cwd: folder,
    env: {
      ..._.omit(process.env, ['NO_COLOR', 'FORCE_COLOR', 'CI']),
      TERM: 'xterm-256color',
      ...environment,
    },
  });
  return readFileSync(log, 'utf8');
}

describe('what a training shows', () => {
  it('is lines of one table without control characters in a pipe', async () => {
    const { code, stderr } = await jiagu(train('pipe'), folder);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    const lines = stderr.split('\n');
    const header = lines.findIndex((line) =>
      /^step +loss .* source +target +images\/s +elapsed +left$/.test(line.trim()),
    );
    const rows = lines.slice(header + 1, header + 5);
    expect(rows.map((row) => row.trim().split(/ {2,}/)[0])).toEqual(['4/8', '4/8', '8/8', '8/8']);
    const ends = (row: string | undefined, text: RegExp) =>
      (row?.search(text) ?? NaN) + (row?.match(text)?.[0].length ?? NaN);
    // Accuracies stand under the names of their domains.
    const figures = [...(rows[1]?.matchAll(/\d+\.\d %/g) ?? [])].map(
      ({ index, 0: text }) => index + text.length,
    );
    expect(figures).toEqual([ends(lines[header], /source/), ends(lines[header], /target/)]);
  });

  it('has colours and a bar on a terminal', async () => {
    const shown = await onTerminal(train('terminal'));
    expect(shown).toMatch(looks);
    expect(shown).toMatch(/100 % {2}8\/8 adaptation/);
    // Putting the cursor back to where it was saved would write over the table.
    expect(shown).not.toMatch(/\x1b[78]|\x1b\[[su]/);
  });

  it('has no colours where NO_COLOR is set, on a terminal too', async () => {
    const resume = ['resume', 'terminal', '--set', 'training.steps=12'];
    const shown = await onTerminal(resume, { NO_COLOR: '1' });
    expect(shown).not.toMatch(looks);
    expect(shown).toMatch(/100 % {2}12\/12 adaptation/);
    expect(shown).toMatch(/step +loss /);
  });
});
