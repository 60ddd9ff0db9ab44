export { GeneratorNetwork, type DrawPass, type Growth } from './generator-network.js';
