import { z } from 'zod';
import { configSchema } from './schema.js';

/** A JSON Schema (draft 2020-12), with the keywords that are read here. */
export interface JsonSchema {
  [key: string]: unknown;
  properties?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  const?: unknown;
}

/**
 * The schema of a configuration file, for editors that complete and check YAML. No key is required, because a file can
 * inherit keys from the file that it extends.
 */
export function jsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema.required;
      // With no key required, a mapping may fit two methods at once.
      if (jsonSchema.oneOf) jsonSchema.anyOf = jsonSchema.oneOf;
      delete jsonSchema.oneOf;
    },
  }) as JsonSchema;
  const extend = { type: 'string', description: 'file, relative to this one, whose keys this one overlays' };
  return {
    ...schema,
    title: 'Jiagu run configuration',
    properties: { extends: extend, ...schema.properties },
  };
}
