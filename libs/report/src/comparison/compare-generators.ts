import { directions, type MeasureName } from '@jiagu/generation-metrics';
import type { ComparedRun } from './compared-run.js';
import { figureOf, type Figure } from './statistics.js';

/** One method that draws images, over its seeds. */
export interface GeneratorRow {
  readonly title: string;
  readonly seeds: readonly string[];
  /** runs that have not come to their end */
  readonly unfinished: number;
  /** what chose the checkpoints: `kid`, or `last step` */
  readonly chosenBy: string;
  /** of the chosen checkpoints, in the order in which measures are told */
  readonly measures: Partial<Record<MeasureName, Figure>>;
  readonly seconds: Figure | undefined;
}

/** Methods that draw images over their seeds. */
export interface GenerationComparison {
  readonly kind: 'generation';
  readonly methods: readonly GeneratorRow[];
  /** what real images get in the place of the generated ones, over all runs */
  readonly floors: Partial<Record<MeasureName, Figure>>;
  /** whose images were measured, and by what; undefined where no run has come so far */
  readonly measuredBy: string | undefined;
  readonly runs: readonly ComparedRun[];
}

/** @param studies the runs of each method */
export function compareGenerators(studies: readonly (readonly ComparedRun[])[]): GenerationComparison {
  const runs = studies.flat();
  return {
    kind: 'generation',
    methods: studies.map((some) => ({
      title: some[0]?.title ?? '',
      seeds: some.map(({ seed }) => seed),
      unfinished: some.filter(({ finished }) => !finished).length,
      chosenBy: some[0]?.chosenBy ?? 'last step',
      measures: figuresOf(some, 'value'),
      seconds: figureOf(some.map(({ seconds }) => seconds)),
    })),
    floors: figuresOf(runs, 'floor'),
    measuredBy: runs.find(({ measuredBy }) => measuredBy !== undefined)?.measuredBy,
    runs,
  };
}

function figuresOf(
  runs: readonly ComparedRun[],
  what: 'value' | 'floor',
): Partial<Record<MeasureName, Figure>> {
  return Object.fromEntries(
    Object.keys(directions).flatMap((name) => {
      const figure = figureOf(
        runs.map(({ drawn }) => drawn?.[name]?.[what]).filter((value) => value !== undefined),
      );
      return figure ? [[name, figure]] : [];
    }),
  );
}
