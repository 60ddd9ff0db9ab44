import { MODES } from '@jiagu/methods';
import _ from 'lodash';
import { percent } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import type { ContestFigures } from './benchmark-modes.js';

/** Formats the figures as a table: for each combination, the modes of each seed and the mean share of good points. */
export function describeModes(figures: readonly ContestFigures[]): string {
  const table = textTable([
    ['loss', 'remedy', `modes of ${MODES}, by seed`, 'high quality'],
    ...figures.map(({ loss, remedy, seeds }) => [
      loss,
      remedy,
      seeds.map(({ modes }) => modes).join(' '),
      percent(_.meanBy(seeds, 'highQuality')),
    ]),
  ]);
  return (
    `${table}\n\n` +
    'A mode is found when 0.8 % of the points (20 of 2500) lie within ten standard deviations of it. Points within\n' +
    'three standard deviations of the nearest mode are of high quality.'
  );
}
