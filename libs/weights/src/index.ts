export type { Progress } from './download.js';
export { exportWeights } from './export-weights.js';
export { fetchWeights, type FetchedWeights, type FetchOptions } from './fetch-weights.js';
export { inspectWeights, type WeightsDescription, type WeightsEntry } from './inspect-weights.js';
export {
  isWeightsName,
  publishedWeights,
  type PublishedFile,
  type WeightsName,
} from './published-weights.js';
export { WeightsError } from './weights-error.js';
