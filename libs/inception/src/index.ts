export { Inception, type InceptionState } from './inception.js';
export { stateShapes } from './layout.js';
