export { fnv1a, RandomStream, type RandomState } from './random-stream.js';
export { ReferenceGenerator } from './reference-generator.js';
export { RandomStreams } from './random-streams.js';
