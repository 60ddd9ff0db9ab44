export { authenticity, authenticityAgainst } from './authenticity.js';
export { densityCoverage, type DensityCoverage } from './density-coverage.js';
export { diversity } from './diversity.js';
export { describeFeatures, type FeatureName } from './feature-name.js';
export type { FeatureRows } from './feature-rows.js';
export { frechetDistance } from './frechet-distance.js';
export type {
  GenerationDetails,
  GenerationMeasures,
  TranslationDetails,
  TranslationMeasures,
} from './generation-details.js';
export { inceptionScore, type InceptionScoreOptions } from './inception-score.js';
export { kernelDistance, type KernelDistanceOptions } from './kernel-distance.js';
export { labelCorrectness } from './label-correctness.js';
export {
  besideFloor,
  floorOfHalves,
  floorOfTraining,
  LEAST_GENERATED,
  LEAST_REAL,
  measure,
  type Authentic,
  type KidOf,
  type Measures,
  type SeenImages,
} from './measure.js';
export type { Spread } from './mean-and-deviation.js';
export {
  directions,
  measureTitles,
  type MeasureName,
  type ScoredMeasure,
  type ScoredMeasures,
} from './measures.js';
export type { Neighbourhood } from './neighbourhood.js';
export { precisionRecall, type PrecisionRecall } from './precision-recall.js';
export { describeVerdict, verdicts, type Verdict } from './verdict.js';
export { triangle } from './triangle.js';
