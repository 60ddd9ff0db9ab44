/** What browsers can load too: schemas of single parts of a configuration, without files. */
export { preprocessSchema } from './data-schema.js';
export { DOMAINS, type Domain } from './domain.js';
export { modelSchema } from './model-schema.js';
