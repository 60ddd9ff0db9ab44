import * as tf from '@tensorflow/tfjs-core';
import { adversarialBce, crossEntropy, discriminatorAccuracy, leastSquares } from '@jiagu/losses';
import { detach, GradientTape, noGrad } from '@jiagu/nn';
import { reconstructionLoss, translationLoss, type Slices } from '@jiagu/perceptual';
import type { AdaptationBatch } from '@jiagu/training';
import { invertShare } from '../invert-share.js';
import { onSource, onTarget, untracked } from '../passes.js';
import { targetLosses } from '../target-losses.js';
import { applyGradients, update, weighted, type Terms } from '../update.js';
import { classifiesTranslated, featureWeight, judgesImages, scheduled, type StsnContext } from './context.js';
import { domainCodes, pixelError, splitSlices } from './images.js';
import { judgeFeatures } from './judge-features.js';

/**
 * One iteration of STSN (Wang 2022, section III): the forward pass, updates of the discriminators and then, with these
 * frozen, an update of everything else by the total loss.
 *
 * @returns every loss by name, with `total` the loss of encoders, classifier and decoder, and the discriminators'
 *   accuracies (`acc_...`, 0.5 where fooled)
 */
export function iteration(context: StsnContext, batch: AdaptationBatch): Record<string, tf.Scalar> {
  const { networks, config, probe } = context;
  const { E_g, C, E_n, G, D_I, D_F, phi } = networks;
  const { weights } = config;
  const { weak: x_s, labels: y_s } = batch.source;
  const { weak: x_t } = batch.target;
  const tape = new GradientTape();

  // Forward: structures, textures, and their four combinations decoded in one call.
  const { pool_s, pool_t, logit_s, rec_s, rec_t, t2s, s2t } = tape.record(() => {
    const s = E_g.forward(invertShare(x_s, config.polarity), onSource);
    const t = E_g.forward(invertShare(x_t, config.polarity), onTarget);
    const tex_s = E_n.source.forward(s.low, onSource);
    const tex_t = E_n.target.forward(t.low, onTarget);
    const images = G.forward(
      tf.concat([s.structure, t.structure, t.structure, s.structure]),
      tf.concat([tex_s, tex_t, tex_s, tex_t]),
      domainCodes([0, 1, 0, 1], x_s.shape[0]),
    );
    const [rec_s, rec_t, t2s, s2t] = tf.split(images, 4) as [
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const logit_s = C.forward(s.pooled);
    probe?.forward?.({
      low_s: s.low,
      struct_s: s.structure,
      tex_s,
      low_t: t.low,
      struct_t: t.structure,
      tex_t,
    });
    return { pool_s: s.pooled, pool_t: t.pooled, logit_s, rec_s, rec_t, t2s, s2t };
  });
  probe?.forward?.({ pool_s, pool_t, logit_s, rec_s, rec_t, t2s, s2t });

  // 1. The feature discriminator learns to tell source (1) from target (0).
  const featuresJudged = judgeFeatures(context, pool_s, pool_t);

  // 2. In some steps the image discriminators learn to tell real images (1) from translated ones (0).
  const judged: Record<string, tf.Scalar> = {};
  if (judgesImages(context)) {
    const { total, ...each } = update([scheduled(context, 'imageDiscriminator')], () => {
      const [real_t, fake_t] = [D_I.target.forward(x_t), D_I.target.forward(s2t)];
      const [real_s, fake_s] = [D_I.source.forward(x_s), D_I.source.forward(t2s)];
      probe?.forward?.({
        dis_s2t_real: real_t,
        dis_s2t_fake: fake_t,
        dis_t2s_real: real_s,
        dis_t2s_fake: fake_s,
      });
      const terms = (real: tf.Tensor, fake: tf.Tensor): tf.Scalar =>
        tf.add(tf.mul(leastSquares(real, 1), 0.5), tf.mul(leastSquares(fake, 0), 0.5));
      return {
        ...weighted({ dis_s2t: [1, terms(real_t, fake_t)], dis_t2s: [1, terms(real_s, fake_s)] }),
        acc_dis_s2t: discriminatorAccuracy(real_t, fake_t, 0.5),
        acc_dis_t2s: discriminatorAccuracy(real_s, fake_s, 0.5),
      };
    });
    total.dispose();
    Object.assign(judged, each);
  }

  // 3. Encoders, classifier and decoder minimise the total loss; no gradient flows into the real images' features.
  const real = noGrad(() => tf.tidy(() => phi.forward(tf.concat([x_s, x_t]))));
  const losses = tape.record(() => {
    const [phi_s, phi_t] = splitSlices(real, 2) as [Slices, Slices];
    const drawn = phi.forward(tf.concat([rec_s, rec_t, t2s, s2t]));
    const [phi_rec_s, phi_rec_t, phi_t2s, phi_s2t] = splitSlices(drawn, 4) as [
      Slices,
      Slices,
      Slices,
      Slices,
    ];
    const { reconstruction, translation } = context.perceptualWeights;

    const cls = crossEntropy(logit_s, y_s);
    const feat = adversarialBce(D_F.forward(pool_t, onTarget), 1);
    const rec_source = reconstructionLoss(phi_rec_s, phi_s, reconstruction);
    const rec_target = reconstructionLoss(phi_rec_t, phi_t, reconstruction);
    const gen_s2t = leastSquares(D_I.target.forward(s2t), 1);
    const gen_t2s = leastSquares(D_I.source.forward(t2s), 1);
    const per_s2t = translationLoss(phi_s2t, phi_s, phi_t, translation);
    const per_t2s = translationLoss(phi_t2s, phi_t, phi_s, translation);
    const terms: Terms = {
      cls: [1, cls],
      feat: [featureWeight(context), feat],
      rec_s: [weights.reconstruction, rec_source],
      rec_t: [weights.reconstruction, rec_target],
      gen_s2t: [weights.image, gen_s2t],
      gen_t2s: [weights.image, gen_t2s],
      per_s2t: [weights.perceptual, per_s2t],
      per_t2s: [weights.perceptual, per_t2s],
    };
    if (classifiesTranslated(context))
      terms.cls_s2t = [
        1,
        crossEntropy(
          C.forward(E_g.forward(invertShare(detach(s2t), config.polarity), untracked).pooled),
          y_s,
        ),
      ];
    if (weights.strongSource > 0) {
      const { pooled } = E_g.forward(batch.source.strong, untracked);
      terms.cls_strong = [weights.strongSource, crossEntropy(C.forward(pooled), y_s)];
    }
    if (weights.pixelL1 + weights.pixelMse > 0)
      terms.pixel = [
        weights.reconstruction,
        tf.add(pixelError(rec_s, x_s, weights), pixelError(rec_t, x_t, weights)),
      ];
    const { selfTraining } = config;
    if (!selfTraining || context.step < selfTraining.from) return weighted(terms);
    const onTop = targetLosses(
      selfTraining,
      C.forward(pool_t),
      () => C.forward(E_g.forward(batch.target.strong, untracked).pooled),
      context.alignment,
    );
    return { ...weighted({ ...terms, ...onTop.terms }), ...onTop.figures };
  });
  applyGradients(
    tape,
    losses.total,
    [scheduled(context, 'encoder'), scheduled(context, 'classifier'), scheduled(context, 'reconstruction')],
    probe?.gradients,
  );
  return { ...losses, ...featuresJudged, ...judged };
}
