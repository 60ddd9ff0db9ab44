import type { RunConfig } from '@jiagu/config';
import type { TrainedShape } from '@jiagu/methods';
import type { Method } from '@jiagu/training';
import { UsageError } from '../command-line/usage-error.js';

/**
 * The networks that a run's page needs.
 * @throws UsageError where the method recognises nothing, or has an encoder for each domain
 */
export function pageShape({ data, model, method: config }: RunConfig, method: Method): TrainedShape {
  const shape = { classes: data.classes, channels: data.channels, model };
  switch (config.name) {
    case 'stsn': {
      const { textureCode, privateEncoder, decoder } = config;
      const selfTrains = method.step >= 0 && method.phase(method.step).kind === 'self-training';
      const snapshot = selfTrains && 'enc_snapshot' in method.modules;
      const averaged = config.ema !== undefined;
      return { ...shape, method: { kind: 'stsn', snapshot, averaged, textureCode, privateEncoder, decoder } };
    }
    case 'gan':
    case 'vae':
    case 'flow':
    case 'cyclegan':
    case 'cut':
    case 'pix2pix':
      throw new UsageError(
        `the method ${config.name} does not tell classes apart, so there is nothing to recognise on a page`,
      );
    case 'adda':
    case 'dtml':
      throw new UsageError(
        `a page has one encoder for both domains, and ${config.name} has one for each: use --format onnx or saved-model, which write a recogniser for either domain`,
      );
    default:
      return {
        ...shape,
        method: { kind: 'backbone', bottleneck: config.bottleneck, second: config.name === 'mcd' },
      };
  }
}
