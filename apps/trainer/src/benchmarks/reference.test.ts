import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compare, readStepReference } from './reference.js';

const folder = mkdtempSync(join(tmpdir(), 'reference-'));
afterAll(() => rmSync(folder, { recursive: true }));

function reference(content: unknown) {
  const file = join(folder, 'reference.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readStepReference(file);
}

describe("another program's step times", () => {
  it('are compared by their medians', () => {
    const other = reference({ name: 'slow', milliseconds: [900, 3000, 1000, 1100], peakMegabytes: 2000 });
    const own = { median: 500, cpuMilliseconds: [400], peakMegabytes: 1000 };
    expect(compare(own, other)).toEqual({
      name: 'slow',
      median: 1050,
      peakMegabytes: 2000,
      ratio: 2.1,
      cpuRatio: null,
      memoryRatio: 0.5,
    });
    const busy = reference({ name: 'busy', milliseconds: [9000], cpuMilliseconds: [600, 800, 700] });
    expect(compare(own, busy)).toMatchObject({ cpuRatio: 1.75, memoryRatio: null });
  });

  it('are refused with the file and what is wrong', () => {
    expect(() => reference({ name: 'none', milliseconds: [] })).toThrow(/reference\.json.*milliseconds/);
    expect(() => reference('{')).toThrow(/reference\.json/);
  });
});
