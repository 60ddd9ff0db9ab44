import { KID } from '@jiagu/config';
import { measureTitles, type MeasureName } from '@jiagu/generation-metrics';
import type { ComparedRun } from './compared-run.js';
import { COST_HEADER, costCells } from './cost-cells.js';
import { figureOf, plusMinus, type Figure } from './statistics.js';
import { chosen } from './validator-choice.js';

/** One method that draws images, over its seeds. */
export interface GeneratorRow {
  readonly title: string;
  readonly seeds: readonly string[];
  /** number of runs that have not finished */
  readonly unfinished: number;
  /** measures of the chosen checkpoints */
  readonly measures: Partial<Record<MeasureName, Figure>>;
  /** what real images get instead of the drawn ones */
  readonly floors: Partial<Record<MeasureName, Figure>>;
  /** what chose them: a validator, or `last step` */
  readonly chosenBy: string;
  /** KID of the checkpoints with the best KID */
  readonly bestKid: Figure | undefined;
  readonly seconds: Figure | undefined;
  /** of the processor, all threads together */
  readonly processorSeconds: Figure | undefined;
}

/** Measures of a comparison's table; all are in the JSON. */
const SHOWN: readonly MeasureName[] = [
  'kid',
  'fid',
  'precision',
  'recall',
  'coverage',
  'authenticity',
  'labelCorrectness',
];

/** Whether a run's method draws images. */
export const draws = ({ generation }: ComparedRun): boolean => Object.keys(generation).length > 0;

/** The row of one method. @param runs of this method */
export function generatorRow(runs: readonly ComparedRun[]): GeneratorRow {
  const over = (figures: (run: ComparedRun) => Partial<Record<string, number>>) => {
    const names = new Set(runs.flatMap((run) => Object.keys(figures(run)))) as Set<MeasureName>;
    const means: Partial<Record<MeasureName, Figure>> = {};
    for (const name of names)
      means[name] = figureOf(runs.map((run) => figures(run)[name]).filter((value) => value !== undefined));
    return means;
  };
  const best = runs.map((run) => chosen(KID, run.evaluations)?.generation.kid);
  return {
    title: runs[0]?.title ?? '',
    seeds: runs.map(({ seed }) => seed),
    unfinished: runs.filter(({ finished }) => !finished).length,
    measures: over(({ generation }) => generation),
    floors: over(({ floors }) => floors),
    chosenBy: runs[0]?.chosenBy ?? 'last step',
    bestKid: figureOf(best.filter((kid) => kid !== undefined)),
    seconds: figureOf(runs.map(({ seconds }) => seconds)),
    processorSeconds: figureOf(
      runs.map((run) => run.processorSeconds).filter((value) => value !== undefined),
    ),
  };
}

/** The table of generators: its header, a row a method, and last what real images get. */
export function generatorTable(rows: readonly GeneratorRow[]): { header: string[]; rows: string[][] } {
  const shown = SHOWN.filter((name) => rows.some(({ measures }) => measures[name]));
  const cells = (figures: GeneratorRow['measures']) =>
    shown.map((name) => {
      const figure = figures[name];
      return figure ? plusMinus(figure, 1, name === 'kid' ? 4 : name === 'fid' ? 2 : 3) : '–';
    });
  const [first] = rows;
  return {
    header: [
      'method',
      'seeds',
      ...shown.map((name) => measureTitles[name]),
      'chosen by',
      'best KID',
      ...COST_HEADER,
    ],
    rows: [
      ...rows.map(({ title, seeds, unfinished, measures, chosenBy, bestKid, ...cost }) => [
        title + (unfinished > 0 ? ` (${unfinished} stopped)` : ''),
        seeds.join(' '),
        ...cells(measures),
        chosenBy,
        bestKid ? plusMinus(bestKid, 1, 4) : '–',
        ...costCells(cost),
      ]),
      ...(first ? [['real images', '', ...cells(first.floors), '', '', '', '']] : []),
    ],
  };
}

/** Explains the table to a reader. */
export const GENERATOR_MEANING =
  'Drawn images against test images, mean ± standard error over seeds; of KID and FID less is better. The last row is ' +
  'what real images get instead of the drawn ones, of the first method; authenticity far below it indicates copies.';
