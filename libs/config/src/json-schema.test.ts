import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonSchema, type JsonSchema } from './json-schema.js';
import { knownKeys } from './known-keys.js';
import { methodSchema } from './method-schema.js';

describe('jsonSchema', () => {
  it('describes every key, also of a file that extends another', () => {
    const schema = jsonSchema();
    expect(JSON.stringify(schema)).not.toContain('"required"');
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties?.extends).toMatchObject({ type: 'string' });
    expect(schema.properties?.data?.properties?.classes).toMatchObject({
      type: 'integer',
      exclusiveMinimum: 0,
    });
    const names = ({ properties, anyOf = [] }: JsonSchema): unknown[] =>
      properties ? [properties.name?.const] : anyOf.flatMap(names);
    const methods = new Set(names(schema.properties?.method ?? {}));
    const known = methodSchema.options.flatMap((option) =>
      option instanceof z.ZodObject
        ? [option.shape.name.value]
        : option.options.map(({ shape }) => shape.name.value),
    );
    expect(methods).toEqual(new Set(known));
    expect(methods).toContain('stsn');
  });

  it('knows the keys of the type that is named', () => {
    const keys = (type: string) =>
      knownKeys({ method: { name: 'stsn', optimizers: { encoder: { type } } } }, [
        'method',
        'optimizers',
        'encoder',
      ]);
    expect(keys('sgd')).toContain('momentum');
    expect(keys('adam')).not.toContain('momentum');
    expect(keys('adam')).toContain('beta1');
    const ofDomain = (domain: string) => knownKeys({ method: { name: 'vae', domain } }, ['method']);
    expect(ofDomain('source')).toContain('conditional');
    expect(ofDomain('target')).not.toContain('conditional');
    expect(ofDomain('target')).toContain('latent');
  });
});
