import { z } from 'zod';
import { criticSchema } from './critic-schema.js';
import { generatorSchema } from './generator-schema.js';

const none = { condition: z.enum(['none']).default('none').describe('images of the target have no classes') };

/** The same bodies, of which none is told of a class. */
type Unconditional<Bodies extends readonly unknown[]> = {
  [Body in keyof Bodies]: Bodies[Body] extends z.ZodObject<infer Shape, infer Config>
    ? z.ZodObject<z.core.util.Extend<Shape, typeof none>, Config>
    : never;
};

// The type says of each place of the list what map does, which TypeScript loses.
const unconditional = <Bodies extends readonly z.ZodObject[]>(bodies: Bodies): Unconditional<Bodies> =>
  bodies.map((body) => body.extend(none)) as unknown as Unconditional<Bodies>;

/** Generators that are told of no class. */
export const unconditionalGeneratorSchema = z.discriminatedUnion(
  'body',
  unconditional(generatorSchema.options),
);

/** Critics that are told of no class. */
export const unconditionalCriticSchema = z.discriminatedUnion('body', unconditional(criticSchema.options));
