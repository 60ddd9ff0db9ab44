export { adversarialBce, discriminatorAccuracy, leastSquares } from './adversarial.js';
export { classConfusion } from './class-confusion.js';
export { entropyWeights, multilinearMap } from './conditional-adversary.js';
export { crossEntropy, pseudoLabelCrossEntropy } from './cross-entropy.js';
export { gradientReversal } from './gradient-reversal.js';
export { mutualInformation } from './mutual-information.js';
