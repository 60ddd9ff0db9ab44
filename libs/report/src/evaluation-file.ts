import { z } from 'zod';

const count = z.number().nonnegative();
const classIndex = z.number().int().nonnegative();

const mistakeSchema = z.object({
  file: z.string(),
  label: classIndex,
  predicted: classIndex,
  confidence: z.number(),
});

const domainSchema = z.object({
  accuracy: z.number(),
  perClass: z.array(z.object({ class: classIndex, correct: count, total: count })).default([]),
  /** [true class, predicted class, how often] */
  confusion: z.array(z.tuple([classIndex, classIndex, count])).default([]),
  mistakes: z.array(mistakeSchema).default([]),
});

const correlationSchema = z.object({ own: z.number(), other: z.number() });

/** Means are over images in 0..1; correlations are with the image of the own and of other structures. */
const swapSchema = z.object({
  s2tMean: z.number(),
  targetMean: z.number(),
  t2sMean: z.number(),
  sourceMean: z.number(),
  s2t: correlationSchema,
  t2s: correlationSchema,
});

/** `evaluation.json`: what the last evaluation of a run found. Accuracies are 0..1. */
export const evaluationSchema = z.object({
  step: z.number().optional(),
  checkpoint: z.string().optional(),
  /** the validator that chose the checkpoint `best` */
  chosenBy: z.string().nullish(),
  classNames: z.array(z.string()).default([]),
  source: domainSchema,
  target: domainSchema,
  swap: swapSchema.nullish(),
});

export type Mistake = z.infer<typeof mistakeSchema>;
export type SwapFigures = z.infer<typeof swapSchema>;
export type Evaluation = z.infer<typeof evaluationSchema>;
export type Domain = 'source' | 'target';
