export { ConfigError } from './config-error.js';
export { jsonSchema, type JsonSchema } from './json-schema.js';
export { loadConfig, type LoadOptions } from './load-config.js';
export * from './schema.js';
export { configDigest, writeConfig } from './write-config.js';
