import { z } from 'zod';
import { positive } from '../numbers.js';

const labelled = <const Name extends string>(name: Name) =>
  z.strictObject({
    name: z.literal(name),
    realLabel: z
      .number()
      .gt(0.5)
      .max(1)
      .default(1)
      .describe(
        'what the critic is to answer to real images; below 1: one-sided label smoothing (Salimans 2016)',
      ),
  });
const unlabelled = <const Name extends string>(name: Name) => z.strictObject({ name: z.literal(name) });

/** What critic and generator minimise (`libs/losses/src/gan`), of scores. */
export const scoreLossSchema = z.discriminatedUnion('name', [
  labelled('minimax'),
  labelled('non-saturating'),
  labelled('least-squares'),
  unlabelled('hinge'),
  unlabelled('wasserstein'),
  unlabelled('relativistic'),
]);

/** The same, or of the energies of an auto-encoder. */
export const adversarialLossSchema = z.discriminatedUnion('name', [
  ...scoreLossSchema.options,
  z.strictObject({
    name: z.literal('energy'),
    margin: positive
      .default(1)
      .describe('energy from which on the critic leaves a generated image alone (Zhao 2017)'),
  }),
]);
