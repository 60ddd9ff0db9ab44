import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { EXAMPLES_FILE, examplesSchema, type Example } from './examples.js';
import { evaluationSchema, type Evaluation } from './evaluation-file.js';
import { readMetricsLog, type MetricsLog } from './metrics-log.js';

/** The keys of a run's configuration that a report uses; the rest is shown as it is written. */
const configSchema = z.object({
  name: z.string().optional(),
  title: z.string().optional(),
  data: z.object({ classes: z.number().optional() }).optional(),
  method: z.object({ name: z.string() }).optional(),
  training: z
    .object({
      steps: z.number().optional(),
      checkpoint: z.object({ best: z.string().optional() }).optional(),
    })
    .optional(),
});

const counts = z.object({ train: z.number().optional(), test: z.number().optional() });
const environmentSchema = z.object({
  versions: z.record(z.string(), z.string()).default({}),
  argv: z.array(z.string()).default([]),
  seed: z.union([z.number(), z.string()]).optional(),
  started: z.string().optional(),
  data: z.object({ source: counts.optional(), target: counts.optional() }).optional(),
  mixture: z.array(z.object({ place: z.string(), images: z.number(), share: z.number() })).default([]),
  classNames: z.array(z.string()).default([]),
  origin: z.object({ file: z.string(), changes: z.array(z.string()).default([]) }).optional(),
  changes: z.array(z.object({ step: z.number(), keys: z.array(z.string()) })).default([]),
});

/** Everything that a run has written; what an aborted run lacks is undefined. */
export interface Run {
  folder: string;
  title: string;
  finished: boolean;
  configText: string;
  config: z.infer<typeof configSchema>;
  environment: z.infer<typeof environmentSchema> | undefined;
  evaluation: Evaluation | undefined;
  log: MetricsLog;
  /** Test images that the run kept for this page. */
  examples: readonly Example[];
  /** Pictures drawn during the run, by step. */
  samples: { step: number; path: string }[];
  /** What could not be read, a sentence each. */
  problems: string[];
}

/** Reads a run folder. @throws Error when `folder` can't be read, or has none of the files of a run */
export async function readRun(folder: string): Promise<Run> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${folder}: cannot be read as a run folder (${error.code ?? error.message})`);
  });
  if (!['config.yaml', 'metrics.jsonl', 'evaluation.json', 'env.json'].some((file) => names.includes(file)))
    throw new Error(
      `${folder}: this is not a run folder, it has neither config.yaml nor metrics.jsonl; give the folder of one run, such as runs/<name>`,
    );
  const problems: string[] = [];
  const read = async <T>(file: string, schema: z.ZodType<T>, decode: (text: string) => unknown) => {
    if (!names.includes(file)) return undefined;
    try {
      return schema.parse(decode(await readFile(join(folder, file), 'utf8')));
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
      problems.push(`${file} could not be read and is left out: ${reason}`);
      return undefined;
    }
  };
  const config = (await read('config.yaml', configSchema, parse)) ?? {};
  const log = await readMetricsLog(join(folder, 'metrics.jsonl'));
  if (log.unreadable > 0)
    problems.push(`metrics.jsonl: ${log.unreadable} lines are not JSON and were left out.`);
  for (const [name, step] of log.notFinite)
    problems.push(`The loss “${name}” was not a finite number at step ${step} and perhaps later.`);
  return {
    folder: resolve(folder),
    title: config.title || config.name || basename(resolve(folder)),
    finished: names.includes('done'),
    configText: names.includes('config.yaml') ? await readFile(join(folder, 'config.yaml'), 'utf8') : '',
    config,
    environment: await read('env.json', environmentSchema, JSON.parse),
    evaluation: await read('evaluation.json', evaluationSchema, JSON.parse),
    log,
    examples: (await read(EXAMPLES_FILE, examplesSchema, JSON.parse))?.images ?? [],
    samples: await findSamples(join(folder, 'samples')),
    problems,
  };
}

/** The name of a class, as the run recorded it when it began, or its number. */
export function className(run: Run, index: number): string {
  return run.environment?.classNames[index] ?? run.evaluation?.classNames[index] ?? `class ${index}`;
}

/** The path of a picture of the run, or undefined when it was not drawn. */
export async function sample(run: Run, file: string): Promise<string | undefined> {
  const path = join(run.folder, 'samples', file);
  return (await stat(path).catch(() => undefined))?.isFile() ? path : undefined;
}

async function findSamples(folder: string): Promise<Run['samples']> {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => {
      const step = /^step-(\d+)\.png$/.exec(name)?.[1];
      return step ? [{ step: Number(step), path: join(folder, name) }] : [];
    })
    .sort((a, b) => a.step - b.step);
}
