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
    // The methods of one domain are two alternatives of one name.
    const methods = schema.properties?.method?.anyOf?.flatMap((option) =>
      (option.anyOf ?? [option]).map(({ properties }) => properties?.name?.const),
    );
    expect(new Set(methods)).toEqual(methodSchema._zod.propValues.name);
    expect(methods).toContain('stsn');
    expect(methods?.filter((name) => name === 'gan')).toHaveLength(2);
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
