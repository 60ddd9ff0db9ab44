import { z } from 'zod';
import { count, atLeastOne } from './numbers.js';

const backbones = ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'] as const;

/** The shared encoder. */
export const modelSchema = z.strictObject({
  backbone: z.enum(backbones).default('resnet18'),
  width: atLeastOne.default(64).describe('channels of the first stage'),
  stem: z.strictObject({ kernel: atLeastOne.default(7), maxPool: z.boolean().default(true) }).prefault({}),
  lastStageStride: z.union([z.literal(1), z.literal(2)]).default(2),
  pretrained: z
    .string()
    .optional()
    .describe('ImageNet weights of the encoder: a known name (resnet18) or a safetensors file'),
  batchNorm: z
    .strictObject({
      statistics: z
        .enum(['shared', 'per-domain'])
        .default('per-domain')
        .describe(
          'published STSN: shared. per-domain: each domain is evaluated with statistics of its own images',
        ),
      reestimateImages: count
        .default(0)
        .describe(
          'unlabelled training images of the domain from which its statistics are computed anew before evaluation; 0: keep the running ones',
        ),
    })
    .prefault({}),
});
