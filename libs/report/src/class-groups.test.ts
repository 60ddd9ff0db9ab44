import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { groupAccuracies, labelGroups, readClassGroups } from './class-groups.js';

const folder = mkdtempSync(join(tmpdir(), 'groups-'));
afterAll(() => rmSync(folder, { recursive: true }));

const groups = [
  { name: 'head', images: 100, classes: ['ox', 'sun'] },
  { name: 'tail', images: 2, classes: ['moon'] },
];
const write = (name: string, content: unknown): string => {
  writeFileSync(join(folder, name), JSON.stringify(content));
  return join(folder, name);
};

describe('groups of classes', () => {
  it('are matched by name, or by number where the set has no names', async () => {
    const named = await readClassGroups(write('named.json', { numbered: false, groups, seed: 3 }));
    expect(labelGroups(named, ['moon', 'ox', 'sun'], 'the run')).toEqual([
      { name: 'head', images: 100, labels: [1, 2] },
      { name: 'tail', images: 2, labels: [0] },
    ]);
    expect(() => labelGroups(named, ['moon', 'ox', 'tree'], 'the run r')).toThrow(
      /named\.json: the class "sun" of the group head is none of the run r, which has moon, ox, tree/,
    );
    const numbered = await readClassGroups(
      write('numbers.json', { numbered: true, groups: [{ name: 'head', images: 9, classes: ['2', '0'] }] }),
    );
    expect(labelGroups(numbered, ['moon', 'ox', 'sun'], 'the run')[0]?.labels).toEqual([2, 0]);
  });

  it('have the mean accuracy of their classes', () => {
    const [head, tail] = [
      { name: 'head', images: 100, labels: [1, 2, 3] },
      { name: 'tail', images: 2, labels: [0] },
    ];
    // Class 1 has more test images than class 2 and counts the same; class 3 has none.
    const perClass = [
      { class: 0, correct: 0, total: 0 },
      { class: 1, correct: 10, total: 40 },
      { class: 2, correct: 3, total: 4 },
      { class: 3, correct: 0, total: 0 },
    ];
    expect(groupAccuracies([head, tail], perClass)).toEqual([0.5, undefined]);
  });

  it('are refused where they are none', async () => {
    await expect(readClassGroups(join(folder, 'absent.json'))).rejects.toThrow(/absent\.json: .*ENOENT/);
    await expect(readClassGroups(write('other.json', { groups: [1] }))).rejects.toThrow(
      /other\.json is no file of groups; `jiagu data thin`/,
    );
  });
});
