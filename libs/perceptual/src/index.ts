export { PerceptualNetwork, vggDepths, type PerceptualOptions, type Slices } from './perceptual-network.js';
export { translationLoss, reconstructionLoss, type TranslationWeights } from './perceptual-losses.js';
