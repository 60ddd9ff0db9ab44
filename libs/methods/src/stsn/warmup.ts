import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from '@jiagu/losses';
import { noGrad } from '@jiagu/nn';
import { reconstructionLoss, type Slices } from '@jiagu/perceptual';
import type { AdaptationBatch, SourceBatch } from '@jiagu/training';
import { invertShare } from '../invert-share.js';
import { onSource, onTarget, untracked } from '../passes.js';
import { update, weighted, type Losses } from '../update.js';
import { scheduled, type StsnContext } from './context.js';
import { domainCodes, pixelError, splitSlices } from './images.js';
import { structureOf } from './structure.js';

/** A step of the first warm-up: the encoder learns to classify strong views of the source. */
export function encoderWarmup(context: StsnContext, { source }: SourceBatch): Losses {
  const { networks } = context;
  return update([scheduled(context, 'encoder'), scheduled(context, 'classifier')], () => {
    const { pooled } = networks.E_g.forward(source.strong, untracked);
    return weighted({ cls_strong: [1, crossEntropy(networks.C.forward(pooled), source.labels)] });
  });
}

/**
 * A step of the second warm-up: private encoders and decoder learn to reconstruct both domains, while the encoder
 * continues to classify and learns to keep what the reconstruction needs.
 */
export function decoderWarmup(context: StsnContext, batch: AdaptationBatch): Losses {
  const { networks, config } = context;
  const { E_g, C, E_n, G, phi } = networks;
  const { weak: x_s, strong: strong_s, labels: y_s } = batch.source;
  const { weak: x_t } = batch.target;
  const real = noGrad(() => tf.tidy(() => phi.forward(tf.concat([x_s, x_t]))));
  const optimizers = (['encoder', 'classifier', 'reconstruction'] as const).map((name) =>
    scheduled(context, name),
  );
  const losses = update(optimizers, () => {
    const s = E_g.forward(invertShare(x_s, config.polarity), onSource);
    const t = E_g.forward(invertShare(x_t, config.polarity), onTarget);
    const strong = E_g.forward(strong_s, untracked);
    const drawn = G.forward(
      tf.concat([structureOf(context, x_s, s.structure), structureOf(context, x_t, t.structure)]),
      tf.concat([E_n.source.forward(s.low, onSource), E_n.target.forward(t.low, onTarget)]),
      domainCodes([0, 1], x_s.shape[0]),
    );
    const [rec_s, rec_t] = tf.split(drawn, 2) as [tf.Tensor4D, tf.Tensor4D];
    const [phi_s, phi_t] = splitSlices(real, 2) as [Slices, Slices];
    const [phi_rec_s, phi_rec_t] = splitSlices(phi.forward(drawn), 2) as [Slices, Slices];
    const { reconstruction } = context.perceptualWeights;
    const weight = config.weights.reconstruction;
    return weighted({
      cls: [1, crossEntropy(C.forward(s.pooled), y_s)],
      cls_strong: [1, crossEntropy(C.forward(strong.pooled), y_s)],
      rec_s: [weight, reconstructionLoss(phi_rec_s, phi_s, reconstruction)],
      rec_t: [weight, reconstructionLoss(phi_rec_t, phi_t, reconstruction)],
      pixel: [weight, tf.add(pixelError(rec_s, x_s, config.weights), pixelError(rec_t, x_t, config.weights))],
    });
  });
  context.average?.follow(G, x_s.shape[0], () => context.step);
  return losses;
}
