import { z } from 'zod';
import { atLeastOne, probability, rate } from './numbers.js';
import { oneDomainSchema } from './one-domain-schema.js';

/** Variational auto-encoder (Kingma 2014), convolutional. */
export const vaeSchema = oneDomainSchema('vae', {
  latent: atLeastOne.default(32).describe('length of the code'),
  encoder: z
    .strictObject({
      width: atLeastOne.default(32).describe('channels of the first stage; each doubles them'),
    })
    .prefault({}),
  decoder: z
    .strictObject({ width: atLeastOne.default(32).describe('channels of the last stage; each halves them') })
    .prefault({}),
  reconstruction: z
    .enum(['bce', 'mse'])
    .default('bce')
    .describe('distance of images with values of 0 .. 1, summed over the pixels'),
  beta: rate.default(1).describe('weight of the divergence of codes from N(0, 1)'),
  optimizer: z
    .strictObject({
      lr: rate.default(1e-3),
      beta1: probability.default(0.9),
      beta2: probability.default(0.999),
    })
    .prefault({}),
});
