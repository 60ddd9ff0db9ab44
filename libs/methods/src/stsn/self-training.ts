import * as tf from '@tensorflow/tfjs-core';
import type { StsnConfig } from '@jiagu/config';
import { adversarialBce, crossEntropy, pseudoLabelCrossEntropy } from '@jiagu/losses';
import { GradientTape, noGrad, type Pass } from '@jiagu/nn';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import type { AdaptationBatch } from '@jiagu/training';
import { invertShare } from '../invert-share.js';
import { onSource, onTarget, untracked } from '../passes.js';
import { targetLosses } from '../target-losses.js';
import { applyGradients, weighted, type Terms } from '../update.js';
import { featureWeight, scheduled, type StsnContext } from './context.js';
import { domainCodes, moreTextures } from './images.js';
import { judgeFeatures } from './judge-features.js';

/** uses batch statistics and does not change the running ones */
const standingStill: Pass = { training: true, domain: null, momentum: 0 };

/**
 * A step of the last stage, in which only the recogniser is trained. Translated images are drawn by the frozen decoder
 * from a snapshot of the encoder that it was trained with; confident predictions on the target become labels (Sohn
 * 2020), and predictions of both views of an image should agree (Ji 2019).
 * @returns losses and figures by name
 */
export function selfTraining(
  context: StsnContext,
  snapshot: SharedEncoder,
  settings: NonNullable<StsnConfig['selfTraining']>,
  batch: AdaptationBatch,
): Record<string, tf.Scalar> {
  const { networks, config } = context;
  const { E_g, C, D_F } = networks;
  const { weak: x_s, strong: strong_s, labels: y_s } = batch.source;
  const { weak: x_t, strong: strong_t } = batch.target;
  const { weights } = config;
  const seen = (images: tf.Tensor4D): tf.Tensor4D => invertShare(images, config.polarity);
  const seenAsTarget = (images: tf.Tensor4D): tf.Tensor4D =>
    invertShare(images, settings.polarity ?? config.polarity);
  const redraws = settings.redrawn > 0;
  const { s2t, redrawn_t } = draw(context, snapshot, seen(x_s), seen(x_t), redraws);

  const tape = new GradientTape();
  const { pool_s, pool_t, pool_s2t } = tape.record(() => ({
    pool_s: E_g.forward(seen(x_s), onSource).pooled,
    pool_t: E_g.forward(seenAsTarget(x_t), onTarget).pooled,
    pool_s2t: E_g.forward(seenAsTarget(s2t), untracked).pooled,
  }));
  const featuresJudged = judgeFeatures(
    context,
    config.featureDiscriminator.compares === 'translated' ? pool_s2t : pool_s,
    pool_t,
  );
  const losses = tape.record(() => {
    const logits = (images: tf.Tensor4D): tf.Tensor2D => C.forward(E_g.forward(images, untracked).pooled);
    const logit_t = C.forward(pool_t);
    const { terms, guess, figures } = targetLosses(
      settings,
      logit_t,
      () => logits(strong_t),
      context.alignment,
    );
    const redrawn: Terms = redrawn_t
      ? {
          pseudo_redrawn: [
            settings.redrawn,
            pseudoLabelCrossEntropy(logits(seenAsTarget(redrawn_t)), guess, settings.threshold).loss,
          ],
        }
      : {};
    const result = weighted({
      cls: [1, crossEntropy(C.forward(pool_s), y_s)],
      cls_strong: [weights.strongSource, crossEntropy(logits(strong_s), y_s)],
      cls_s2t: [weights.translated, crossEntropy(C.forward(pool_s2t), tf.tile(y_s, [config.textures]))],
      feat: [featureWeight(context), adversarialBce(D_F.forward(pool_t, onTarget), 1)],
      ...terms,
      ...redrawn,
    });
    return { ...result, ...figures };
  });
  applyGradients(tape, losses.total, [scheduled(context, 'encoder'), scheduled(context, 'classifier')]);
  return { ...losses, ...featuresJudged };
}

/**
 * Images drawn by the frozen networks with batch statistics, as in their training: source structure in target texture
 * and, if wanted, target structure in another texture: for the first half of the batch a texture of the source, for the
 * rest that of the next target image.
 */
function draw(
  { networks, average, config }: StsnContext,
  snapshot: SharedEncoder,
  x_s: tf.Tensor4D,
  x_t: tf.Tensor4D,
  redraws: boolean,
): { s2t: tf.Tensor4D; redrawn_t?: tf.Tensor4D } {
  const { E_n } = networks;
  const G = average?.network ?? networks.G;
  const count = x_s.shape[0];
  const half = count >> 1;
  return noGrad(() =>
    tf.tidy(() => {
      const [s, t] = [snapshot.forward(x_s, standingStill), snapshot.forward(x_t, standingStill)];
      const tex_t = E_n.target.forward(t.low, standingStill);
      const s2t = tf.concat([
        G.forward(s.structure, tex_t, domainCodes([1], count)),
        ...moreTextures(G, config, s.structure, tex_t),
      ]);
      if (!redraws) return { s2t };
      const tex_s = E_n.source.forward(s.low, standingStill);
      const next = tf.concat([tf.slice(tex_t, [half + 1, 0]), tf.slice(tex_t, [half, 0], [1, -1])]);
      const codes = Array.from({ length: count }, (_, i) => (i < half ? 0 : 1));
      const redrawn_t = G.forward(
        t.structure,
        tf.concat([tf.slice(tex_s, [0, 0], [half, -1]), next]),
        tf.tensor1d(codes),
      );
      return { s2t, redrawn_t };
    }),
  );
}
