import { z } from 'zod';
import { atLeastOne, count, positive, probability, rate } from './numbers.js';

/** Defaults of a method where they differ from the general ones of self-training. */
interface Defaults {
  threshold?: number;
  weight?: number;
  mutualInformation?: number;
  classConfusion?: number;
  batchFactor?: number;
}

/** Losses on the predictions of unlabelled target images, which every method may add from some step on. */
export const selfTrainingSchema = ({
  threshold = 0.85,
  weight = 1,
  mutualInformation = 0.5,
  classConfusion = 0,
  batchFactor = 1,
}: Defaults = {}) =>
  z.strictObject({
    from: count.default(0).describe('step from which these losses count'),
    threshold: probability
      .default(threshold)
      .describe('confidence of the weak view from which its class becomes the label of the strong one'),
    weight: rate.default(weight).describe('pseudo-label cross-entropy (FixMatch, Sohn 2020)'),
    distributionAlignment: z
      .boolean()
      .default(false)
      .describe(
        'pseudo-labels from predictions divided by a moving average of how often each class was predicted (ReMixMatch, Berthelot 2020): for targets whose classes are about equally frequent',
      ),
    polarity: probability
      .optional()
      .describe(
        'share of weak target views and translated images that the recogniser sees with dark and light swapped from that step on (STSN: with drawing frozen); absent: as before',
      ),
    mutualInformation: rate
      .default(mutualInformation)
      .describe('minus the mutual information of both views (IIC, Ji 2019)'),
    classConfusion: rate.default(classConfusion).describe('minimum class confusion (Jin 2020)'),
    temperature: positive.default(2.5).describe('of the softmax in the class confusion'),
    batchFactor: atLeastOne.default(batchFactor).describe('how many times the batch size from that step on'),
  });
