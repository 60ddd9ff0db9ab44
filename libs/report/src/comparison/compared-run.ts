import _ from 'lodash';
import { parse } from 'yaml';
import { describeFeatures } from '@jiagu/generation-metrics';
import type { LoggedEvaluation } from '../metrics-log.js';
import { className, readRun } from '../run-folder.js';

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
  /** of a method that draws images: its measures likewise, and what real images get; empty where it draws none */
  readonly generation: Readonly<Record<string, number>>;
  readonly floors: Readonly<Record<string, number>>;
  /** whose images were measured, and by what; undefined where that is not known */
  readonly measuredBy: string | undefined;
  readonly seconds: number;
  /** of the processor, all threads together; undefined in runs of earlier versions */
  readonly processorSeconds: number | undefined;
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
  const drawn = evaluation?.generation;
  const measured =
    evaluation && _.pickBy(evaluation.generation?.measures ?? {}, (measure) => measure !== undefined);
  return {
    folder,
    title,
    seed: String(config.seed ?? environment?.seed ?? ''),
    finished,
    study: JSON.stringify(study),
    chosenBy: evaluation?.chosenBy ?? null,
    source: evaluation?.source?.accuracy ?? last?.source,
    target: evaluation?.target?.accuracy ?? last?.target,
    generation: measured ? _.mapValues(measured, ({ value }) => value) : (last?.generation ?? {}),
    floors: Object.fromEntries(log.generationFloors),
    measuredBy: drawn && `images of the ${drawn.domain} by ${describeFeatures(drawn.features)}`,
    seconds: log.seconds,
    processorSeconds: log.processorSeconds,
    evaluations: log.evaluations,
    classes: Object.fromEntries(
      (evaluation?.target?.perClass ?? []).map(({ class: index, correct, total }) => [
        className(run, index),
        total > 0 ? correct / total : null,
      ]),
    ),
  };
}
