import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMetricsLog } from './metrics-log.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('readMetricsLog', () => {
  it('reads every kind of line, and leaves a last one out that is cut', async () => {
    const path = join(folder, 'metrics.jsonl');
    writeFileSync(
      path,
      [
        '{"type":"phase","step":0,"name":"warm-up"}',
        '{"type":"train","step":30,"seconds":4.5,"losses":{"total":2,"cls":null},"rates":{"encoder":0.001},"imagesPerSecond":200}',
        'not JSON',
        '{"type":"sample","step":30,"file":"samples/step-000030.png"}',
        '{"type":"eval","step":60,"seconds":9,"source":{"accuracy":0.5,"loss":1},"target":{"accuracy":0.25,"loss":3}}',
        '{"type":"train","step":60,"seconds":9.5,"losses":{"to',
      ].join('\n'),
    );
    const log = await readMetricsLog(path);
    expect(log.phases).toEqual([{ step: 0, name: 'warm-up' }]);
    expect(log.losses.get('total')?.points()).toEqual([{ step: 30, value: 2 }]);
    expect(log.notFinite).toEqual(new Map([['cls', 30]]));
    expect(log.rates.get('encoder')?.values).toEqual([0.001]);
    expect(log.accuracy.target.points()).toEqual([{ step: 60, value: 0.25 }]);
    expect([log.seconds, log.lastStep, log.unreadable]).toEqual([9, 60, 1]);
  });

  it("keeps a critic's scores of each step, the later word of a step that a resumed run repeats", async () => {
    const path = join(folder, 'metrics.jsonl');
    const line = (step: number, real: number[] | null) =>
      JSON.stringify({ type: 'eval', step, scores: real && { from: 0, to: 1, counts: { real } } });
    writeFileSync(
      path,
      [line(10, [1]), line(20, [2]), line(30, [3]), line(20, [4]), line(40, null)].join('\n'),
    );
    expect((await readMetricsLog(path)).scores).toEqual([
      { step: 10, from: 0, to: 1, counts: { real: [1] } },
      { step: 20, from: 0, to: 1, counts: { real: [4] } },
    ]);
  });

  it('takes an absent log for an empty one', async () => {
    expect((await readMetricsLog(join(folder, 'none.jsonl'))).lastStep).toBe(0);
  });
});
