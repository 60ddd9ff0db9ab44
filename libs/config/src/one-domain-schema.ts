import { z } from 'zod';

/**
 * Keys of a method that looks at one domain. Only the source's labels can be known, so `conditional` does not exist with
 * the target.
 */
export const oneDomainSchema = <Name extends string, Keys extends z.ZodRawShape>(name: Name, keys: Keys) =>
  z.discriminatedUnion('domain', [
    z.strictObject({
      name: z.literal(name),
      domain: z.literal('source').describe('whose images are learnt'),
      conditional: z.boolean().default(false).describe('learn the images of each class, by the labels'),
      ...keys,
    }),
    z.strictObject({
      name: z.literal(name),
      domain: z.literal('target').describe('whose images are learnt'),
      ...keys,
    }),
  ]);
