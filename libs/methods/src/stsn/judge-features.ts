import * as tf from '@tensorflow/tfjs-core';
import { adversarialBce, discriminatorAccuracy } from '@jiagu/losses';
import { onSource, onTarget } from '../passes.js';
import { update } from '../update.js';
import { scheduled, type StsnContext } from './context.js';

/**
 * One update of the feature discriminator, which learns to tell source (1) from target (0).
 * @param pool_s features of the source, [N, features]; no gradient flows into them
 * @param pool_t features of the target, likewise
 * @returns its loss and its accuracy before the update
 */
export function judgeFeatures(
  context: StsnContext,
  pool_s: tf.Tensor2D,
  pool_t: tf.Tensor2D,
): { dis_f: tf.Scalar; acc_dis_f: tf.Scalar } {
  const { networks, config, probe } = context;
  const { D_F } = networks;
  const { total, acc_dis_f } = update([scheduled(context, 'featureDiscriminator')], () => {
    const dis_f_s = D_F.forward(pool_s, onSource);
    const dis_f_t = D_F.forward(pool_t, onTarget);
    probe?.forward?.({ dis_f_s, dis_f_t });
    return {
      total: tf.add(adversarialBce(dis_f_s, 1), adversarialBce(dis_f_t, 0)),
      acc_dis_f: discriminatorAccuracy(dis_f_s, dis_f_t, config.featureDiscriminator.sigmoid ? 0.5 : 0),
    };
  });
  return { dis_f: total, acc_dis_f: acc_dis_f as tf.Scalar };
}
