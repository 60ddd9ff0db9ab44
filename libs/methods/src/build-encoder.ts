import type { ModelConfig } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import { SharedEncoder } from '@jiagu/shared-encoder';

/** The encoder that a configuration describes, with fresh weights. */
export function buildEncoder(model: ModelConfig, channels: number, init: RandomStream): SharedEncoder {
  return new SharedEncoder(
    {
      backbone: model.backbone,
      channels,
      width: model.width,
      stemKernel: model.stem.kernel,
      maxPool: model.stem.maxPool,
      lastStageStride: model.lastStageStride,
      structureStage: model.structureStage,
      perDomain: model.batchNorm.statistics !== 'shared',
    },
    init,
  );
}
