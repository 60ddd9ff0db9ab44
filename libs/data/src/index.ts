export type { Batch } from './batch.js';
export { BatchLoader, type BatchLoaderOptions, type LoaderState } from './batch-loader.js';
export { describeDifference, matchClasses } from './class-names.js';
export type { Dataset } from './dataset.js';
export { decodeImage } from './decode-image.js';
export { epochLength } from './epoch-order.js';
export { evaluationBatches, type EvaluationOptions } from './evaluation-batches.js';
export { ImageCache } from './image-cache.js';
export { openDataset, type DatasetOptions } from './open-dataset.js';
export {
  bothDomains,
  datasetsOf,
  domainData,
  domainsOf,
  type DomainData,
  type Domains,
  type TestDomains,
} from './domains.js';
export { openDomains, openPart, openTests, type DomainOptions } from './open-domains.js';
export type { MixedPart } from './mixed-part.js';
export { readPackedIndex } from './packed/open-packed.js';
export { pack, type ImageProgress } from './packed/pack.js';
export type { PackedIndex } from './packed/packed-index.js';
export { PART_NAMES, domainOf, partOf, partsOf, preparationOf, type PartName } from './part-names.js';
export { readStudyPart } from './readers/read-study-part.js';
export type { KnownClasses } from './readers/classify-listing.js';
export { partDigest } from './part-digest.js';
export { partnersOf } from './partners.js';
export { preprocess } from './preprocess/preprocess.js';
export type { Pixels } from './pixels.js';
export { prepareView, type ViewShape } from './prepare-view.js';
export { resize } from './resize.js';
export { readableImages, verifyImages } from './verify-images.js';
export { findNamedImages, openNamedImages, type NamedImages } from './named-images.js';
export { OVERVIEW_FILE, PROVENANCE_FILE } from './readers/generated-set.js';
export { countLeftOut, type LeftOut } from './readers/listing.js';
export { readPart } from './readers/read-part.js';
export { synthesize, type SyntheticProgress } from './synthetic/synthesize.js';
export { findSynthetic, type SyntheticSet } from './synthetic/synthetic-set.js';
export { GROUPS_FILE, writeThinned, type ThinnedSet } from './thin/write-thinned.js';
export { listLines } from './split/write-part.js';
export { writeSplit, type SplitOptions, type WrittenSplit } from './split/write-split.js';
export { checkData, type DataReport } from './check/check-data.js';
export type { CheckedData } from './check/checked-part.js';
export type { Finding } from './check/finding.js';
export { commonPolarity, type Polarity } from './check/polarity.js';
export type { PartSummary } from './check/part-summary.js';
export { checkPacked } from './packed/check-packed.js';
export { describeData, type DataDescription } from './describe-data.js';
export { contactSheet, type ContactSheetOptions } from './preview/contact-sheet.js';
