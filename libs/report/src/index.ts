export {
  groupAccuracies,
  labelGroups,
  readClassGroups,
  type ClassGroups,
  type LabelGroup,
} from './class-groups.js';
export { compareRuns, type CompareOptions, type Comparison } from './comparison/compare-runs.js';
export { describeComparison } from './comparison/describe-comparison.js';
export { writeComparison } from './comparison/write-comparison.js';
export { animation, type AnimationFormat } from './animation.js';
export {
  encodeExample,
  EXAMPLES_FILE,
  wantedExamples,
  type Example,
  type WantedExamples,
} from './examples.js';
export { encodePng } from './encode-png.js';
export { SWAP_PICTURES } from './sections/swap.js';
export { GENERATOR_PICTURES } from './sections/generator-pictures.js';
export { TRANSLATION_PICTURES } from './sections/translation.js';
export { imageGrid, type ImageGridOptions, type Tile } from './image-grid.js';
export { writeReport } from './write-report.js';
export { embeddingPlot, type EmbeddedImage } from './plots/embedding-plot.js';
export { writePlots } from './plots/plot-files.js';
export { predictionsCsv } from './sheet/predictions-csv.js';
export {
  encodeHeat,
  encodePicture,
  guessesWithout,
  predictionSheet,
  someOf,
  type SheetImage,
} from './sheet/prediction-sheet.js';
export { isLivePage } from './page/page-state.js';
