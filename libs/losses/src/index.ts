export { crossEntropy, pseudoLabelCrossEntropy } from './cross-entropy.js';
export { adversarialBce, leastSquares } from './adversarial.js';
export { mutualInformation } from './mutual-information.js';
