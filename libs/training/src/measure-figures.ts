import { KID } from '@jiagu/config';
import { measureTitles, type MeasureName, type ScoredMeasures } from '@jiagu/generation-metrics';
import type { Figure } from './figure.js';

/** The measures that are shares of images. */
const SHARES: readonly MeasureName[] = [
  'precision',
  'recall',
  'coverage',
  'authenticity',
  'labelCorrectness',
];

/** How the measures of drawn images appear among the figures of an evaluation. */
export interface MeasureFigures {
  /** before the name of each: `generation/` */
  readonly prefix: string;
  /** the heading of each that the table on the terminal shows */
  readonly columns: Partial<Record<MeasureName, string>>;
  /** whether their KID chooses the checkpoint */
  readonly leading: boolean;
}

/** The figures of an evaluation of drawn images. */
export function measureFigures(
  measures: ScoredMeasures,
  { prefix, columns, leading }: MeasureFigures,
): Figure[] {
  return Object.entries(measures).map(([key, { value, floor, better }]): Figure => {
    const name = key as MeasureName;
    const column = columns[name];
    return {
      name: `${prefix}${measureTitles[name]}`,
      value,
      better,
      ...(floor !== null && { floor }),
      ...(column !== undefined && { column }),
      ...(SHARES.includes(name) && { share: true }),
      ...(leading && name === 'kid' && { validator: KID }),
    };
  });
}
