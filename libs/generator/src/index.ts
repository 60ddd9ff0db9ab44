export { buildGenerator } from './build-generator.js';
export { GeneratorNetwork, type DrawPass, type Growth } from './generator-network.js';
export type { NetworkSizes } from './network-sizes.js';
