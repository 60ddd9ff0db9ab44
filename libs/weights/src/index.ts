export type { Progress } from './download.js';
export { exportWeights } from './export-weights.js';
export {
  fetchInception,
  fetchWeights,
  INCEPTION,
  inceptionPath,
  type FetchedWeights,
  type FetchOptions,
} from './fetch-weights.js';
export { inspectWeights, type WeightsDescription, type WeightsEntry } from './inspect-weights.js';
export {
  inceptionWeights,
  isWeightsName,
  publishedWeights,
  type PublishedFile,
  type WeightsName,
} from './published-weights.js';
export { WeightsError } from './weights-error.js';
