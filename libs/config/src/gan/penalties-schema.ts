import { z } from 'zod';
import { atLeastOne, positive, rate } from '../numbers.js';

/** R1 at real images, R2 at generated ones: gamma / 2 mean ||gradient||^2 (Mescheder 2018). */
const zeroCentred = (images: string) =>
  z
    .strictObject({
      gamma: positive.default(10),
      end: positive
        .optional()
        .describe(
          'what gamma falls to by the end of the run, along half a cosine wave; absent: gamma is constant',
        ),
    })
    .optional()
    .describe(`half of gamma times the mean squared gradient of the scores at ${images}`);

/** Penalties on the players and a bound on the critic's weights. Each is off where its key is absent. */
export const penaltiesSchema = z.strictObject({
  clip: positive.optional().describe('bound of every weight of the critic after an update (WGAN: 0.01)'),
  gradient: z
    .strictObject({
      weight: positive.default(10),
      drift: rate.default(0).describe('times the mean squared score of real images (progressive GAN: 0.001)'),
    })
    .optional()
    .describe(
      'pulls the length of the gradient towards 1 between real and generated images (WGAN-GP, Gulrajani 2017)',
    ),
  r1: zeroCentred('real images'),
  r2: zeroCentred('generated images'),
  every: atLeastOne
    .default(1)
    .describe(
      "R1 and R2 in an update of their own after every so many of the critic's, that many times as strong, Adam's rate " +
        'and betas corrected for it (StyleGAN2: 16); 1: in every update',
    ),
  pullingAway: positive
    .optional()
    .describe("weight of the generator's loss that keeps the codes of its images apart (EBGAN: 0.1)"),
});
