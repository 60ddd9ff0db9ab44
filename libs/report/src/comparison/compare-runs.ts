import _ from 'lodash';
import type { ClassGroups } from '../class-groups.js';
import { classRows, type ClassRow } from './class-rows.js';
import { readComparedRun, type ComparedRun } from './compared-run.js';
import { draws, generatorRow, type GeneratorRow } from './generator-rows.js';
import { groupTables, type GroupTable } from './group-rows.js';
import { rankValidators, type ValidatorRank } from './rank-validators.js';
import { figureOf, type Figure } from './statistics.js';
import { ORACLE } from '@jiagu/config';
import { chosen } from './validator-choice.js';

/** One method, over its seeds; accuracies are 0..1 on the test parts. */
interface MethodRow {
  readonly title: string;
  readonly seeds: readonly string[];
  /** number of runs that have not finished */
  readonly unfinished: number;
  readonly source: Figure | undefined;
  /** target accuracy of the chosen checkpoints */
  readonly target: Figure | undefined;
  /** what chose them: a validator, or `last step` */
  readonly chosenBy: string;
  /** target accuracy of the checkpoints that target labels would have chosen */
  readonly oracle: Figure | undefined;
  /** how far `target` is below `oracle` */
  readonly gap: Figure | undefined;
  readonly seconds: Figure | undefined;
  /** of the processor, all threads together */
  readonly processorSeconds: Figure | undefined;
}

/** Methods over their seeds, and how well each validator chooses. */
export interface Comparison {
  readonly methods: readonly MethodRow[];
  /** those that draw images */
  readonly generators: readonly GeneratorRow[];
  readonly validators: readonly ValidatorRank[];
  /** target accuracy of each class by method, to be compared with the first method's */
  readonly classes: readonly ClassRow[];
  /** accuracy of groups of classes by method; empty where no groups were asked for */
  readonly groups: readonly GroupTable[];
  readonly runs: readonly ComparedRun[];
}

/** How to compare. */
export interface CompareOptions {
  /** chooses the checkpoint instead of what the runs were configured with: a validator, `oracle` or `last step` */
  readonly chooseBy?: string;
  /** groups of classes whose accuracy is wanted */
  readonly groups?: ClassGroups;
}

/**
 * Compares runs; those whose configurations differ only in seed, name, device and threads are one method.
 * @throws Error when a folder is not that of a run, when images were measured in different ways, or when a run has no
 *   figures of the validator to choose by
 */
export async function compareRuns(
  folders: readonly string[],
  { chooseBy, groups }: CompareOptions = {},
): Promise<Comparison> {
  const read = await Promise.all(folders.map((folder) => readComparedRun(folder, groups)));
  refuseDifferentMeasures(read);
  const chosenRuns = chooseBy === undefined ? read : read.map((run) => rechosen(run, chooseBy));
  const runs = withTitlesApart(chosenRuns);
  const byStudy = Object.values(_.groupBy(runs, ({ study }) => study));
  const [drawing, recognising] = _.partition(byStudy, (some) => some.some(draws));
  return {
    methods: recognising.map(methodRow),
    generators: drawing.map(generatorRow),
    validators: rankValidators(runs),
    classes: classRows(recognising),
    groups: groupTables(recognising),
    runs,
  };
}

/** @throws Error naming two runs whose measures can't be compared */
function refuseDifferentMeasures(runs: readonly ComparedRun[]): void {
  const [first, ...others] = runs.filter(({ measuredBy }) => measuredBy !== undefined);
  const other = others.find(({ measuredBy }) => measuredBy !== first?.measuredBy);
  if (first && other)
    throw new Error(
      `${first.folder} was measured on ${first.measuredBy}, ${other.folder} on ${other.measuredBy}: such figures can't be compared; compare runs of one domain and one training.evaluate.generation.features`,
    );
}

/** Methods that share a title but differ in their configurations are numbered. */
function withTitlesApart(runs: readonly ComparedRun[]): ComparedRun[] {
  const titles = new Map<string, string>();
  for (const { study, title } of runs) {
    if (titles.has(study)) continue;
    const taken = new Set(titles.values());
    let apart = title;
    for (let i = 2; taken.has(apart); i++) apart = `${title} (${i})`;
    titles.set(study, apart);
  }
  return runs.map((run) => ({ ...run, title: titles.get(run.study) ?? run.title }));
}

/** @throws Error when the run's log does not have the validator's figures */
function rechosen(run: ComparedRun, chooseBy: string): ComparedRun {
  const choice = chooseBy === 'last step' ? run.evaluations.at(-1) : chosen(chooseBy, run.evaluations);
  if (!choice) throw new Error(`${run.folder}: its log has no figures of the validator ${chooseBy}`);
  const { source, target, generation } = choice;
  // Only the run's own choice was evaluated class by class.
  return {
    ...run,
    classes: {},
    groups: undefined,
    source,
    target,
    generation,
    chosenBy: chooseBy === 'last step' ? null : chooseBy,
  };
}

function methodRow(runs: readonly ComparedRun[]): MethodRow {
  const figures = (value: (run: ComparedRun) => number | undefined): Figure | undefined =>
    figureOf(runs.map(value).filter((number) => number !== undefined));
  const oracle = (run: ComparedRun): number | undefined =>
    Math.max(
      ...[run.target, chosen(ORACLE, run.evaluations)?.target].filter((target) => target !== undefined),
    );
  return {
    title: runs[0]?.title ?? '',
    seeds: runs.map(({ seed }) => seed),
    unfinished: runs.filter(({ finished }) => !finished).length,
    source: figures(({ source }) => source),
    target: figures(({ target }) => target),
    chosenBy: runs[0]?.chosenBy ?? 'last step',
    oracle: figures((run) => (run.target === undefined ? undefined : oracle(run))),
    gap: figures((run) => (run.target === undefined ? undefined : (oracle(run) as number) - run.target)),
    seconds: figures(({ seconds }) => seconds),
    processorSeconds: figures(({ processorSeconds }) => processorSeconds),
  };
}
