import { describe, expect, it } from 'vitest';
import type { Figure } from '../figure.js';
import { ProgressTable } from './progress-table.js';

const times = { elapsed: 5, left: 3725 };
const accuracies: Figure[] = [
  { name: 'accuracy/source', value: 1, better: 'higher', column: 'source', share: true },
  { name: 'accuracy/target', value: 0.7125, better: 'higher', column: 'target', share: true },
  { name: 'test loss/target', value: 3, better: 'lower' },
];
const losses = { cls: 0.5, total: 1.25, feat: 12345.6, rec: 0.0001234 };

describe('ProgressTable', () => {
  it('aligns numbers under their names, the total first', () => {
    const table = new ProgressTable(400, 120, ['source', 'target']);
    const { header, row } = table.lines({ step: 30, losses, imagesPerSecond: 233.9, ...times });
    expect([header, row, table.lines({ step: 300, figures: accuracies, ...times }).row]).toEqual([
      '   step      loss       cls      feat       rec   source   target  images/s   elapsed      left',
      ' 30/400    1.2500    0.5000    1.2e+4    1.2e-4                         234      0:05   1:02:05',
      '300/400                                          100.0 %   71.3 %                0:05   1:02:05',
    ]);
  });

  it('never passes the width, and drops the last losses first', () => {
    const lines = (width: number) => {
      const { header = '', row } = new ProgressTable(400, width, ['source', 'target']).lines({
        step: 1,
        losses,
        imagesPerSecond: 5,
        ...times,
      });
      expect(Math.max(header.length, row.length)).toBeLessThanOrEqual(width);
      return header.trim().split(/ +/).slice(1, -5);
    };
    expect(lines(97)).toEqual(['loss', 'cls', 'feat', 'rec']);
    expect(lines(80)).toEqual(['loss', 'cls']);
    expect(lines(60)).toEqual([]);
  });

  it('repeats the header after 25 rows and when there are other losses', () => {
    const table = new ProgressTable(400, 120, ['source', 'target']);
    const headed = Array.from({ length: 60 }, (_, step) =>
      table.lines({ step, losses: step < 40 ? losses : { total: 1 }, imagesPerSecond: 5, ...times }),
    ).flatMap(({ header }, step) => (header ? [step] : []));
    expect(headed).toEqual([0, 25, 40]);
  });
});
