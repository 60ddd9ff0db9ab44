export { Convolution, type ConvolutionOptions } from './convolution.js';
export { Critic, type ScoresWithGradient } from './critic.js';
export { CriticLayer, type Trace } from './critic-layer.js';
export { Flatten } from './flatten.js';
export { FullyConnected } from './fully-connected.js';
export { gradientPenalty, zeroCentredPenalty } from './gradient-penalty.js';
export { LeakyRectifier } from './leaky-rectifier.js';
export { AveragePool, SumPool } from './pooling.js';
export { Residual } from './residual.js';
