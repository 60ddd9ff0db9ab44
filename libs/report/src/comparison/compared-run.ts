import _ from 'lodash';
import { parse } from 'yaml';
import { describeFeatures } from '@jiagu/generation-metrics';
import { DOMAINS, type Domain } from '@jiagu/config';
import { groupAccuracies, labelGroups, type ClassGroups } from '../class-groups.js';
import type { LoggedEvaluation } from '../metrics-log.js';
import { className, readRun, type Run } from '../run-folder.js';

/** One run in a comparison; accuracies are 0..1 on the test parts. */
export interface ComparedRun {
  readonly folder: string;
  readonly title: string;
  readonly seed: string;
  readonly finished: boolean;
  /** the configuration without seed, name, device and threads: runs that agree in it are seeds of one method */
  readonly study: string;
  /** the validator that chose the checkpoint; null: the last one counts */
  readonly chosenBy: string | null;
  /** accuracy of the chosen checkpoint, or as last measured; undefined when never measured */
  readonly source: number | undefined;
  readonly target: number | undefined;
  /** measures of a method that draws images, chosen likewise; empty where it draws none */
  readonly generation: Readonly<Record<string, number>>;
  /** what real images get for these measures */
  readonly floors: Readonly<Record<string, number>>;
  /** which domain's images were measured, and by which features; undefined where not known */
  readonly measuredBy: string | undefined;
  readonly seconds: number;
  /** of the processor, all threads together; undefined in runs of earlier versions */
  readonly processorSeconds: number | undefined;
  readonly evaluations: readonly LoggedEvaluation[];
  /** target accuracy of each class of the chosen checkpoint, by name; null without images; empty when not evaluated */
  readonly classes: Readonly<Record<string, number | null>>;
  /** accuracy of groups of classes on each domain, likewise; absent where none were asked for */
  readonly groups?: Readonly<Partial<Record<Domain, readonly GroupAccuracy[]>>>;
}

/** Accuracy of a group of classes. */
interface GroupAccuracy {
  readonly name: string;
  /** images to learn from of each class */
  readonly images: number;
  /** undefined where no class of the group has test images */
  readonly accuracy: number | undefined;
}

const notOfTheStudy = new Set(['name', 'seed', 'device', 'threads']);

/**
 * Reads a run for a comparison.
 * @param groups of classes whose accuracy is wanted
 * @throws Error when the folder is not that of a run, or a class of the groups is none of it
 */
export async function readComparedRun(folder: string, groups?: ClassGroups): Promise<ComparedRun> {
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
    ...(groups && { groups: groupsOf(run, groups) }),
  };
}

function groupsOf({ evaluation, folder }: Run, groups: ClassGroups): ComparedRun['groups'] {
  if (!evaluation) return {};
  const labels = labelGroups(groups, evaluation.classNames, `the run ${folder}`);
  return Object.fromEntries(
    DOMAINS.flatMap((domain) => {
      const perClass = evaluation[domain]?.perClass ?? [];
      if (perClass.length === 0) return [];
      const accuracies = groupAccuracies(labels, perClass);
      return [
        [domain, labels.map(({ name, images }, i) => ({ name, images, accuracy: accuracies[i] }))] as const,
      ];
    }),
  );
}
