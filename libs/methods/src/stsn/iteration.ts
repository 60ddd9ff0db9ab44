import * as tf from '@tensorflow/tfjs-core';
import { adversarialBce, crossEntropy } from '@jiagu/losses';
import { detach, GradientTape, noGrad } from '@jiagu/nn';
import { reconstructionLoss, translationLoss, type Slices } from '@jiagu/perceptual';
import type { AdaptationBatch } from '@jiagu/training';
import { invertShare } from '../invert-share.js';
import { onSource, onTarget, untracked } from '../passes.js';
import { targetLosses } from '../target-losses.js';
import { applyGradients, update, weighted, type Terms } from '../update.js';
import { classifiesTranslated, featureWeight, judgesImages, scheduled, type StsnContext } from './context.js';
import { domainCodes, moreTextures, pixelError, splitSlices } from './images.js';
import { judgeFeatures } from './judge-features.js';
import { structureOf } from './structure.js';

/**
 * One iteration of STSN (Wang 2022, section III): the forward pass, updates of the discriminators and then, with these
 * frozen, an update of everything else by the total loss.
 *
 * @returns every loss by name, with `total` the loss of encoders, classifier and decoder, and the discriminators'
 *   accuracies (`acc_...`, 0.5 where fooled)
 */
export function iteration(context: StsnContext, batch: AdaptationBatch): Record<string, tf.Scalar> {
  const { networks, config, probe, imageAdversary } = context;
  const { E_g, C, E_n, G, D_F, phi } = networks;
  const { weights } = config;
  const { weak: x_s, labels: y_s } = batch.source;
  const { weak: x_t } = batch.target;
  const tape = new GradientTape();

  // Forward: structures, textures, and their four combinations decoded in one call.
  const { pool_s, pool_t, pool_s2t, logit_s, rec_s, rec_t, t2s, s2t } = tape.record(() => {
    const s = E_g.forward(invertShare(x_s, config.polarity), onSource);
    const t = E_g.forward(invertShare(x_t, config.polarity), onTarget);
    const tex_s = E_n.source.forward(s.low, onSource);
    const tex_t = E_n.target.forward(t.low, onTarget);
    const [struct_s, struct_t] = [
      structureOf(context, x_s, s.structure),
      structureOf(context, x_t, t.structure),
    ];
    const images = G.forward(
      tf.concat([struct_s, struct_t, struct_t, struct_s]),
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
    const pool_s2t = classifiesTranslated(context)
      ? E_g.forward(
          invertShare(tf.concat([detach(s2t), ...moreTextures(G, config, struct_s, tex_t)]), config.polarity),
          untracked,
        ).pooled
      : undefined;
    probe?.forward?.({
      low_s: s.low,
      struct_s,
      tex_s,
      low_t: t.low,
      struct_t,
      tex_t,
    });
    return { pool_s: s.pooled, pool_t: t.pooled, pool_s2t, logit_s, rec_s, rec_t, t2s, s2t };
  });
  probe?.forward?.({ pool_s, pool_t, logit_s, rec_s, rec_t, t2s, s2t });

  // 1. The feature discriminator learns to tell source, or what became of it, (1) from target (0).
  const { compares } = config.featureDiscriminator;
  const featuresJudged = judgeFeatures(context, (compares === 'translated' && pool_s2t) || pool_s, pool_t);

  // 2. In some steps the image discriminators learn to tell real images (1) from translated ones (0).
  const judged: Record<string, tf.Scalar> = {};
  if (judgesImages(context)) {
    const { total, ...each } = update([scheduled(context, 'imageDiscriminator')], () => {
      const target = imageAdversary.tellApart(x_t, s2t, 'target');
      const source = imageAdversary.tellApart(x_s, t2s, 'source');
      probe?.forward?.({
        dis_s2t_real: target.scores.real,
        dis_s2t_fake: target.scores.drawn,
        dis_t2s_real: source.scores.real,
        dis_t2s_fake: source.scores.drawn,
      });
      return {
        ...weighted({
          dis_s2t: target.terms.loss,
          dis_t2s: source.terms.loss,
          ...(target.terms.r1 && { r1_target: target.terms.r1 }),
          ...(source.terms.r1 && { r1_source: source.terms.r1 }),
        }),
        acc_dis_s2t: target.accuracy,
        acc_dis_t2s: source.accuracy,
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
    const gen_s2t = imageAdversary.fooledBy(s2t, 'target');
    const gen_t2s = imageAdversary.fooledBy(t2s, 'source');
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
    if (pool_s2t)
      terms.cls_s2t = [
        weights.translated,
        crossEntropy(C.forward(pool_s2t), tf.tile(y_s, [config.textures])),
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
  context.average?.follow(G, x_s.shape[0], () => context.step);
  return { ...losses, ...featuresJudged, ...judged };
}
