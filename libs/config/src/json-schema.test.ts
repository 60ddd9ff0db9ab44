import { describe, expect, it } from 'vitest';
import { jsonSchema } from './json-schema.js';
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
    const methods = schema.properties?.method?.anyOf?.map((option) => option.properties?.name?.const);
    expect(methods).toEqual(methodSchema.options.map(({ shape }) => shape.name.value));
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
  });
});
