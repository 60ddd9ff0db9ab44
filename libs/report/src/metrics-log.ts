import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import _ from 'lodash';
import { z } from 'zod';
import { Curve } from './curve.js';

/** JSON has no NaN: a number which was not finite is written as null. */
const value = z.number().nullable();
const step = z.number().nonnegative();
/** Figures by name, passed on as they are: copies of every line of a long log would cost more than all the rest. */
const figures = z.custom<Record<string, number | null>>(
  (found) =>
    typeof found === 'object' &&
    found !== null &&
    Object.values(found).every((figure) => figure === null || typeof figure === 'number'),
);
/** Measures of a generator by name, each beside the figure of real images in the place of the generated ones. */
const measures = z.record(z.string(), z.object({ value, floor: value }));
const score = z.object({ accuracy: value, loss: value.optional() });

/** Counts of a critic's scores in even bins, by kind of image. */
const histogram = z.object({
  from: z.number(),
  to: z.number(),
  counts: z.record(z.string(), z.array(z.number())),
});

const lineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('train'),
    step,
    seconds: z.number().optional(),
    processorSeconds: z.number().optional(),
    losses: figures.default({}),
    rates: figures.default({}),
    imagesPerSecond: value.optional(),
  }),
  z.object({
    type: z.literal('eval'),
    step,
    seconds: z.number().optional(),
    processorSeconds: z.number().optional(),
    source: score.nullish(),
    target: score.nullish(),
    validators: z.record(z.string(), value).default({}),
    generation: measures.default({}),
    scores: histogram.nullish(),
  }),
  z.object({ type: z.literal('phase'), step, name: z.string() }),
]);

/** How a critic scored images at a step. */
export type LoggedScores = { readonly step: number } & z.infer<typeof histogram>;

type EvaluationLine = Extract<z.infer<typeof lineSchema>, { type: 'eval' }>;

/** The result of one evaluation of a run. */
export interface LoggedEvaluation {
  step: number;
  /** accuracies 0..1 on the test parts, where they were measured */
  source?: number;
  target?: number;
  /** figures of unlabelled target images, by validator */
  validators: Record<string, number>;
  /** measures of a generator by name; empty where the method draws no images */
  generation: Record<string, number>;
}

/** The content of a run's `metrics.jsonl`, as curves over the steps. */
export class MetricsLog {
  readonly losses = new Map<string, Curve>();
  readonly rates = new Map<string, Curve>();
  /** Measures of a generator by name: kid, recall, ... */
  readonly generation = new Map<string, Curve>();
  /** What real images get in the place of the generated ones, by measure, at the last evaluation. */
  readonly generationFloors = new Map<string, number>();
  /** A critic's scores at each evaluation. */
  readonly scores: LoggedScores[] = [];
  readonly accuracy = { source: new Curve(), target: new Curve() };
  readonly imagesPerSecond = new Curve();
  readonly evaluations: LoggedEvaluation[] = [];
  readonly phases: { step: number; name: string }[] = [];
  /** By loss: the first step at which it was not a finite number. */
  readonly notFinite = new Map<string, number>();
  lastStep = 0;
  /** Seconds of training up to the last line. */
  seconds = 0;
  /** What the processor worked in these seconds, all threads together; undefined where the log does not say. */
  processorSeconds: number | undefined;
  /** Whole lines which were not understood. */
  unreadable = 0;

  /** Adds one line; kinds of lines that the report does not use are ignored. */
  add(text: string): void {
    const parsed = parse(text);
    if (parsed === undefined) this.unreadable++;
    const line = lineSchema.safeParse(parsed).data;
    if (!line) return;
    this.lastStep = line.step;
    if (line.type === 'phase') {
      while ((this.phases.at(-1)?.step ?? -1) >= line.step) this.phases.pop();
      this.phases.push({ step: line.step, name: line.name });
      return;
    }
    this.seconds = line.seconds ?? this.seconds;
    this.processorSeconds = line.processorSeconds ?? this.processorSeconds;
    if (line.type === 'eval') {
      if (line.source) push(this.accuracy.source, line.step, line.source.accuracy);
      if (line.target) push(this.accuracy.target, line.step, line.target.accuracy);
      for (const [name, { value, floor }] of Object.entries(line.generation)) {
        push(entry(this.generation, name), line.step, value);
        if (floor !== null) this.generationFloors.set(name, floor);
      }
      while ((this.scores.at(-1)?.step ?? -1) >= line.step) this.scores.pop();
      if (line.scores) this.scores.push({ step: line.step, ...line.scores });
      this.evaluate(line);
      return;
    }
    for (const name in line.losses) {
      const loss = line.losses[name];
      push(entry(this.losses, name), line.step, loss);
      if (loss === null && !this.notFinite.has(name)) this.notFinite.set(name, line.step);
    }
    for (const name in line.rates) push(entry(this.rates, name), line.step, line.rates[name]);
    push(this.imagesPerSecond, line.step, line.imagesPerSecond);
  }

  private evaluate({ step, source, target, validators, generation }: EvaluationLine): void {
    while ((this.evaluations.at(-1)?.step ?? -1) >= step) this.evaluations.pop();
    this.evaluations.push({
      step,
      ...(typeof source?.accuracy === 'number' && { source: source.accuracy }),
      ...(typeof target?.accuracy === 'number' && { target: target.accuracy }),
      validators: finite(validators),
      generation: finite(_.mapValues(generation, ({ value }) => value)),
    });
  }
}

/** Reads a log of any length line by line; an incomplete last line is left out. An absent file gives an empty log. */
export async function readMetricsLog(path: string): Promise<MetricsLog> {
  const log = new MetricsLog();
  const input = createReadStream(path, 'utf8');
  let pending: string | undefined;
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (pending !== undefined) log.add(pending);
      pending = line;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (pending !== undefined && parse(pending) !== undefined) log.add(pending);
  return log;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function push(curve: Curve, step: number, value: number | null | undefined): void {
  if (typeof value === 'number') curve.push(step, value);
}

/** Figures without those that were not finite. */
function finite(figures: Record<string, number | null>): Record<string, number> {
  return _.pickBy(figures, (figure): figure is number => figure !== null);
}

function entry(curves: Map<string, Curve>, name: string): Curve {
  let curve = curves.get(name);
  if (!curve) curves.set(name, (curve = new Curve()));
  return curve;
}
