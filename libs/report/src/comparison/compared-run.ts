import { describeFeatures } from '@jiagu/generation-metrics';
import { parse } from 'yaml';
import type { LoggedEvaluation } from '../metrics-log.js';
import { className, readRun, type Run } from '../run-folder.js';
import { drawsImages } from '../run-kind.js';

/** Measures of generated images, each with what real images get in their place where that is known. */
export type DrawnMeasures = Readonly<
  Record<string, { readonly value: number; readonly floor: number | undefined }>
>;

/** What a comparison knows of one run; accuracies are 0..1 on the test parts. */
export interface ComparedRun {
  readonly folder: string;
  readonly title: string;
  readonly seed: string;
  readonly finished: boolean;
  /** the configuration but for seed, name and machine: runs that agree in it are seeds of one method */
  readonly study: string;
  /** the validator that chose the checkpoint; null: the last one counts */
  readonly chosenBy: string | null;
  /** of the chosen checkpoint, or as last measured; undefined when never */
  readonly source: number | undefined;
  readonly target: number | undefined;
  /** of a method that draws images, of the chosen checkpoint or as last measured; null: it tells classes apart */
  readonly drawn: DrawnMeasures | null;
  /** by what those were measured, and whose images they are; undefined where that is not known yet */
  readonly measuredBy: string | undefined;
  readonly seconds: number;
  readonly evaluations: readonly LoggedEvaluation[];
  /** target accuracy of each class of the chosen checkpoint, by name; null without images; empty when not evaluated */
  readonly classes: Readonly<Record<string, number | null>>;
}

const notOfTheStudy = new Set(['name', 'seed', 'device', 'threads']);

/** @throws Error when the folder is not that of a run */
export async function readComparedRun(folder: string): Promise<ComparedRun> {
  const run = await readRun(folder);
  const { title, evaluation, log, finished, configText, environment } = run;
  const config = (parse(configText) ?? {}) as Record<string, unknown>;
  const study = Object.entries(config).filter(([key]) => !notOfTheStudy.has(key));
  const last = log.evaluations.at(-1);
  const generation = evaluation?.generation;
  return {
    folder,
    title,
    seed: String(config.seed ?? environment?.seed ?? ''),
    finished,
    study: JSON.stringify(study),
    chosenBy: evaluation?.chosenBy ?? null,
    source: evaluation?.source?.accuracy ?? last?.source,
    target: evaluation?.target?.accuracy ?? last?.target,
    drawn: drawsImages(run) ? drawnMeasures(run) : null,
    measuredBy:
      generation && `images of the ${generation.domain} by ${describeFeatures(generation.features)}`,
    seconds: log.seconds,
    evaluations: log.evaluations,
    classes: Object.fromEntries(
      (evaluation?.target?.perClass ?? []).map(({ class: index, correct, total }) => [
        className(run, index),
        total > 0 ? correct / total : null,
      ]),
    ),
  };
}

function drawnMeasures({ evaluation, log }: Run): DrawnMeasures {
  const measured = Object.entries(evaluation?.generation?.measures ?? {});
  if (measured.length > 0)
    return Object.fromEntries(
      measured.flatMap(([name, found]) =>
        found ? [[name, { value: found.value, floor: found.floor ?? undefined }]] : [],
      ),
    );
  return measuresAt(log.evaluations.at(-1), log.generationFloors);
}

/** The measures of one evaluation of a run. */
export function measuresAt(
  evaluation: LoggedEvaluation | undefined,
  floors: ReadonlyMap<string, number>,
): DrawnMeasures {
  return Object.fromEntries(
    Object.entries(evaluation?.generation ?? {}).map(([name, value]) => [
      name,
      { value, floor: floors.get(name) },
    ]),
  );
}
