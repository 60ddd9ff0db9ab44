import { z } from 'zod';

/** [low, high] of a uniform random number. */
export const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low <= high, 'the low end first');

/** A number of 0 .. 1. */
export const probability = z.number().min(0).max(1);

/** A number above 0. */
export const positive = z.number().positive();

/** An integer from 0. */
export const count = z.number().int().nonnegative();

/** An integer from 1. */
export const atLeastOne = z.number().int().positive();

/** A number from 0: learning rates and weights of losses. */
export const rate = z.number().nonnegative();
