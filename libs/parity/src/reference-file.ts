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
const summariesSchema = z.record(z.string(), summarySchema);
const boundsSchema = z.object({ worst: z.number(), median: z.number() });
const count = z.number().int().positive();

const referenceSchema = z
  .object({
    seed: z.union([z.string(), z.number()]).transform(String),
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
    power: z.number(),
    dropout: z.literal(0, 'expected 0: numbers that depend on random masks cannot be compared'),
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
          forward: summariesSchema.default({}),
          grads: summariesSchema.default({}),
        }),
      ),
      final: summariesSchema,
      update: summariesSchema,
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
  })
  .refine(({ steps, expected }) => expected.steps.length >= steps, {
    path: ['expected', 'steps'],
    message: 'fewer entries than `steps`',
  });

/** The results of an independent implementation for generated weights and images. */
export type Reference = z.infer<typeof referenceSchema>;

/** A summary of a tensor: size, mean, norms, and sampled `values` at the flat indices `at`. */
export type Summary = z.infer<typeof summarySchema>;

/** Bounds on the relative errors of a group. */
export type Bounds = z.infer<typeof boundsSchema>;

/**
 * Reads and checks a reference file.
 * @throws Error naming the file and the first entry that is wrong
 */
export function readReference(path: string): Reference {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(code === 'ENOENT' ? `${path}: no such file` : `${path}: not JSON: ${message}`, {
      cause: error,
    });
  }
  const result = referenceSchema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.join('.');
  throw new Error(
    `${path}: not a reference file: ${place ? `${place}: ` : ''}${issue?.message ?? 'unreadable'}`,
  );
}
