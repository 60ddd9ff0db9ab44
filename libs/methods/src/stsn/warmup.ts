import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from '@jiagu/losses';
import { noGrad, type Pass } from '@jiagu/nn';
import { reconstructionLoss, type Slices } from '@jiagu/perceptual';
import type { TrainingBatch } from '@jiagu/training';
import { update, type Losses } from '../update.js';
import { weighted } from '../weighted.js';
import type { StsnContext } from './context.js';
import { domainCodes, pixelError, splitSlices } from './images.js';
import { follower } from './optimizers.js';

/** Before the separation: the encoder learns to classify strongly changed images of the source. */
export function encoderWarmup(context: StsnContext, { source }: TrainingBatch): Losses {
  const { networks } = context;
  return update([follower(context, 'encoder'), follower(context, 'classifier')], () => {
    const { pooled } = networks.E_g.forward(source.strong, { training: true, domain: null });
    return weighted({ cls_strong: [1, crossEntropy(networks.C.forward(pooled), source.labels)] });
  });
}

/** Then private encoders and decoder learn to draw both domains again, the shared encoder standing still. */
export function decoderWarmup(context: StsnContext, batch: TrainingBatch): Losses {
  const { networks, config } = context;
  const { E_g, E_n, G, phi } = networks;
  const [x_s, x_t] = [batch.source.weak, batch.target.weak];
  const onSource: Pass = { training: true, domain: 'source' };
  const onTarget: Pass = { training: true, domain: 'target' };
  const images = tf.concat([x_s, x_t]);
  const { s, t, real } = noGrad(() =>
    tf.tidy(() => ({
      s: { ...E_g.forward(x_s, onSource) },
      t: { ...E_g.forward(x_t, onTarget) },
      real: phi.forward(images),
    })),
  );
  return update([follower(context, 'reconstruction')], () => {
    const texture = [E_n.source.forward(s.low, onSource), E_n.target.forward(t.low, onTarget)];
    const drawn = G.forward(
      tf.concat([s.structure, t.structure]),
      tf.concat(texture),
      domainCodes([0, 1], x_s.shape[0]),
    );
    const [real_s, real_t] = splitSlices(real, 2) as [Slices, Slices];
    const [drawn_s, drawn_t] = splitSlices(phi.forward(drawn), 2) as [Slices, Slices];
    const { reconstruction } = context.perceptualWeights;
    const weight = config.weights.reconstruction;
    const [pixels_s, pixels_t] = tf.split(drawn, 2) as [tf.Tensor4D, tf.Tensor4D];
    return weighted({
      rec_s: [weight, reconstructionLoss(drawn_s, real_s, reconstruction)],
      rec_t: [weight, reconstructionLoss(drawn_t, real_t, reconstruction)],
      pixel: [
        weight,
        tf.add(pixelError(pixels_s, x_s, config.weights), pixelError(pixels_t, x_t, config.weights)),
      ],
    });
  });
}
