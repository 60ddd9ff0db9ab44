import { z } from 'zod';
import { atLeastOne } from './numbers.js';
import { path } from './path.js';

const backbones = ['resnet18', 'resnet34', 'resnet50', 'resnet101', 'resnet152'] as const;

/** The shared encoder. */
export const modelSchema = z.strictObject({
  backbone: z.enum(backbones).default('resnet18'),
  width: atLeastOne.default(64).describe('channels of the first stage'),
  stem: z.strictObject({ kernel: atLeastOne.default(7), maxPool: z.boolean().default(true) }).prefault({}),
  lastStageStride: z.union([z.literal(1), z.literal(2)]).default(2),
  structureStage: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
    .default(4)
    .describe(
      'stage after which the structure is taken that STSN draws from; an earlier one is larger and keeps thin strokes',
    ),
  pretrained: path
    .optional()
    .describe('ImageNet weights of the encoder: a known name (resnet18) or a safetensors file'),
  batchNorm: z
    .strictObject({
      statistics: z
        .enum(['shared', 'per-domain', 'target-reestimated'])
        .default('per-domain')
        .describe(
          "published STSN: shared. per-domain: each domain is evaluated with statistics of its own images. target-reestimated: the target's are recomputed before each evaluation, from unlabelled training images",
        ),
      reestimateImages: atLeastOne
        .default(1000)
        .describe('how many images target-reestimated looks at; all where there are fewer'),
    })
    .prefault({}),
});
