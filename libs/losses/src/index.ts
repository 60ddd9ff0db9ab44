export { adversarialBce, discriminatorAccuracy, leastSquares } from './adversarial.js';
export { classConfusion } from './class-confusion.js';
export { entropyWeights, multilinearMap } from './conditional-adversary.js';
export { crossEntropy, pseudoLabelCrossEntropy } from './cross-entropy.js';
export type { AdversarialLoss } from './gan/adversarial-loss.js';
export { adversarialLoss, type AdversarialLossChoice } from './gan/choice.js';
export { pullingAway } from './gan/pulling-away.js';
export { gradientReversal } from './gradient-reversal.js';
export { mutualInformation } from './mutual-information.js';
