import { MODES } from '@jiagu/methods';
import _ from 'lodash';
import { percent } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import type { ContestFigures } from './benchmark-modes.js';

/** What was found for people: a row a contest, modes of each seed, the mean share of good points. */
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
    'A mode is found where 0.8 % of the points (20 of 2500) lie within ten standard deviations of it; of high quality\n' +
    'are points within three of the nearest.'
  );
}
