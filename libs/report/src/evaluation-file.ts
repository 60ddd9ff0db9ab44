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

const swapBarSchema = z.object({
  direction: z.string(),
  measure: z.string(),
  value: z.number(),
  bar: z.string(),
  holds: z.boolean(),
});

/** `evaluation.json`: what the last evaluation of a run found. Accuracies are 0..1. */
export const evaluationSchema = z.object({
  step: z.number().optional(),
  checkpoint: z.string().optional(),
  /** the validator that chose the checkpoint `best` */
  chosenBy: z.string().nullish(),
  classNames: z.array(z.string()).default([]),
  source: domainSchema.optional(),
  target: domainSchema.optional(),
  /** the swap's figures beside the bars that they should clear */
  swapBars: z.array(swapBarSchema).optional(),
});

export type Mistake = z.infer<typeof mistakeSchema>;
export type DomainEvaluation = z.infer<typeof domainSchema>;
export type SwapBar = z.infer<typeof swapBarSchema>;
export type Evaluation = z.infer<typeof evaluationSchema>;
