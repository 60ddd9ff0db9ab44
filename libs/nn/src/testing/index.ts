export { at, build64, type Array64 } from './array64.js';
export { expectClose, fromTensor, parameterCount } from './compare-part.js';
export {
  conv64,
  convTranspose64,
  maxPool64,
  pixelShuffle64,
  reflectionPad64,
} from './reference-convolution.js';
export * from './reference-normalisation.js';
export { linear64, map64, spatialMean64, sum64 } from './reference-pointwise.js';
