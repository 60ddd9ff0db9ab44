export { type Classifier } from './classifier-scores.js';
export { drawFrom, drawImages, evenLabels, type DrawnBatch, type DrawOptions } from './draw-images.js';
export { estimateStatistics, type HasStatistics, type StatisticsOptions } from './estimate-statistics.js';
export { evaluateClassifier, type Evaluation, type Mistake } from './evaluate-classifier.js';
export { explainImages, type Explanation } from './explain-images.js';
export type { FeatureNetwork, SeenBatch } from './feature-network.js';
export type { Generator } from './generator.js';
export type { ImageCritic } from './image-critic.js';
export { imageTensors, loadImages } from './image-tensors.js';
export {
  interpolateStructures,
  interpolateTextures,
  textureLoop,
  type TextureFrame,
} from './interpolation.js';
export type { Candidate } from './likeliest.js';
export { nearestImages, type NearestImage } from './nearest-images.js';
export { drawNoise, narrowNoise, noiseArc } from './noise.js';
export { pixelFeatures } from './pixel-features.js';
export { predictImages, type Prediction } from './predict-images.js';
export type { Recogniser } from './recogniser.js';
export { seeDataset, seeDrawn, seeTranslated } from './see-images.js';
export { combine, type DomainImages, type Separation } from './separation.js';
export { drawDistinct, drawSubset, subset } from './subset.js';
export {
  swapFigures,
  type StructureCorrelation,
  type SwapFigures,
  type SwapOptions,
} from './swap-figures.js';
export { swapMatrix, whiteTile } from './swap-matrix.js';
export { stripNames, swapStrips } from './swap-strips.js';
export { textureSpread, type TextureSpread } from './texture-spread.js';
export { swapVerdict, type SwapBar } from './swap-verdict.js';
export { drawTextureCodes, textureCodes, type TextureCodeOptions } from './texture-codes.js';
export { textureRows } from './texture-rows.js';
export { toTiles, type Tile } from './tiles.js';
export { translateImages, type TranslatedBatch, type TranslationOrder } from './translate-images.js';
export { translationBySwap, type Translation } from './translation.js';
export { translationStrips, type NamedRow } from './translation-strips.js';
export {
  collectPredictions,
  type FeatureClassifier,
  type Predictions,
} from './validators/collect-predictions.js';
export { validatorScores, type ValidatorScores } from './validators/validators.js';
export { embed, type EmbedOptions } from './analysis/embed.js';
export { expectedCalibrationError, type Confidence } from './analysis/calibration.js';
export { maximumMeanDiscrepancy } from './analysis/maximum-mean-discrepancy.js';
export { proxyADistance } from './analysis/proxy-a-distance.js';
