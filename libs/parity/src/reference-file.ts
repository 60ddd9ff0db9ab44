import { readFileSync } from 'node:fs';
import { z } from 'zod';

const summarySchema = z.object({
  n: z.number(),
  mean: z.number(),
  l2: z.number(),
  absmax: z.number(),
  at: z.array(z.number().int().nonnegative()),
  values: z.array(z.number()),
});
const boundsSchema = z.object({ worst: z.number(), median: z.number() });
const count = z.number().int().positive();

const referenceSchema = z.object({
  seed: z.string(),
  batch: count,
  imageSize: count,
  steps: count,
  totalSteps: count,
  numClasses: count,
  privateCodeSize: count,
  discriminatorEvery: count,
  backbone: z.enum(['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152']),
  lr: z.object({
    encoder: z.number(),
    featureDiscriminator: z.number(),
    reconstruction: z.number(),
    imageDiscriminator: z.number(),
  }),
  weightDecay: z.number(),
  momentum: z.number(),
  power: z.literal(0.9),
  dropout: z.number(),
  parameters: z.array(
    z.object({
      name: z.string(),
      shape: z.array(count),
      kind: z.enum(['weight', 'scale', 'offset', 'vgg-weight', 'vgg-bias']),
    }),
  ),
  expected: z.object({
    steps: z.array(
      z.object({
        losses: z.record(z.string(), z.number()),
        forward: z.record(z.string(), summarySchema).optional(),
        grads: z.record(z.string(), summarySchema).optional(),
      }),
    ),
    final: z.record(z.string(), summarySchema),
    update: z.record(z.string(), summarySchema),
    eval_logits: summarySchema,
  }),
  tolerance: z.object({
    forward: boundsSchema,
    losses: z.array(boundsSchema).min(1),
    gradients: boundsSchema,
    updates: boundsSchema,
    runningStatistics: boundsSchema,
    evalLogits: boundsSchema,
  }),
  zeroGradient: z.array(z.string()),
});

/** What an independent implementation computed for generated weights and images. */
export type Reference = z.infer<typeof referenceSchema>;

/** A tensor in few numbers: eight values of it stand at the flat indices `at`. */
export type Summary = z.infer<typeof summarySchema>;

export type Bounds = z.infer<typeof boundsSchema>;

/** @throws Error naming the file and the first entry that is not as it should be */
export function readReference(path: string): Reference {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} can't be read as JSON: ${(error as Error).message}`, { cause: error });
  }
  const result = referenceSchema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a reference file'}`);
}
