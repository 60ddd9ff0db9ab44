import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jiagu } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-modes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const modes = (...args: string[]) => jiagu(['bench', 'modes', ...args], folder);

describe('jiagu bench modes', () => {
  it('counts modes of each seed and draws the points', async () => {
    const { code, stdout, stderr } = await modes(
      ...['--loss', 'minimax', '--remedy', 'none', 'spectral-norm', '--seeds', '3,5', '--steps', '2'],
      ...['--picture', 'pictures/modes.png', '--json'],
    );
    expect(code, stderr).toBe(0);
    const found = JSON.parse(stdout);
    expect(found.map(({ loss, remedy }: Record<string, string>) => [loss, remedy])).toEqual([
      ['minimax', 'none'],
      ['minimax', 'spectral-norm'],
    ]);
    for (const { seeds } of found) {
      expect(seeds.map(({ seed }: { seed: number }) => seed)).toEqual([3, 5]);
      // Two steps find nothing.
      for (const { modes, highQuality } of seeds) {
        expect(modes).toBeLessThan(8);
        expect(highQuality).toBeLessThan(0.1);
      }
    }
    expect(readFileSync(join(folder, 'pictures/modes.png')).subarray(1, 4).toString()).toBe('PNG');
  });

  it('refuses what does not go together, and names that it does not know', async () => {
    const refused = await modes('--loss', 'relativistic-r1-r2', '--remedy', 'minibatch-discrimination');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('choose another loss');
    const unknown = await modes('--loss', 'hing');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('hinge');
  });
});
