import { measureTitles, type MeasureName } from '@jiagu/generation-metrics';
import { duration } from '../format.js';
import type { GenerationComparison } from './compare-generators.js';
import { plusMinus, type Figure } from './statistics.js';

/** Measures of the table, in its order; those that no run has are left out. */
const shown: readonly MeasureName[] = [
  'kid',
  'recall',
  'coverage',
  'authenticity',
  'precision',
  'labelCorrectness',
];

/** A comparison of generators as rows of text, the floors last. */
export function generatorTable({ methods, floors }: GenerationComparison): {
  header: string[];
  rows: string[][];
} {
  const names = shown.filter((name) => methods.some(({ measures }) => measures[name]));
  const cells = (measures: Partial<Record<MeasureName, Figure>>): string[] =>
    names.map((name) => said(name, measures[name]));
  return {
    header: ['method', 'seeds', ...names.map((name) => measureTitles[name]), 'chosen by', 'time'],
    rows: [
      ...methods.map(({ title, seeds, unfinished, chosenBy, measures, seconds }) => [
        title + (unfinished > 0 ? ` (${unfinished} not finished)` : ''),
        seeds.join(' '),
        ...cells(measures),
        chosenBy,
        seconds ? duration(seconds.mean) : '–',
      ]),
      ['real images (floor)', '', ...cells(floors), '', ''],
    ],
  };
}

/** How the table is to be read. */
export const generatorTableMeaning = ({ measuredBy }: GenerationComparison): string =>
  `Mean ± standard error over seeds${measuredBy === undefined ? '' : `; ${measuredBy}`}. The last row is what real images get in the place ` +
  'of the generated ones. Of KID less is better, of the others more; an authenticity far below its floor means copies, whatever the rest says.';

const said = (name: MeasureName, figure: Figure | undefined): string =>
  figure ? plusMinus(figure, 1, name === 'kid' ? 4 : 2) : '–';
