import { z } from 'zod';
import { criticSchema } from './critic-schema.js';
import { generatorSchema } from './generator-schema.js';

const none = { condition: z.enum(['none']).default('none').describe('images of the target have no classes') };

/** The schemas of the same bodies, all without a condition. */
type Unconditional<Bodies extends readonly unknown[]> = {
  [Body in keyof Bodies]: Bodies[Body] extends z.ZodObject<infer Shape, infer Config>
    ? z.ZodObject<z.core.util.Extend<Shape, typeof none>, Config>
    : never;
};

// TypeScript loses the element types of a tuple in map; the type restores them.
const unconditional = <Bodies extends readonly z.ZodObject[]>(bodies: Bodies): Unconditional<Bodies> =>
  bodies.map((body) => body.extend(none)) as unknown as Unconditional<Bodies>;

/** Generators without a condition on the class. */
export const unconditionalGeneratorSchema = z.discriminatedUnion(
  'body',
  unconditional(generatorSchema.options),
);

/** Critics without a condition on the class. */
export const unconditionalCriticSchema = z.discriminatedUnion('body', unconditional(criticSchema.options));
