import type { Domain } from '@jiagu/config';
import type { FeatureName } from './feature-name.js';
import type { MeasureName, ScoredMeasures } from './measures.js';

/** Measures of drawn images against real ones. */
export interface GenerationMeasures {
  /** what saw the images */
  readonly features: FeatureName;
  /** whose images they are like */
  readonly domain: Domain;
  /** how many were measured: drawn ones, of the domain's test part, of its train part */
  readonly images: { readonly generated: number; readonly real: number; readonly training: number };
  readonly measures: ScoredMeasures;
}

/** What an evaluation of a generator found, as `evaluation.json` keeps it. */
export interface GenerationDetails {
  readonly generation: GenerationMeasures;
}

/** Measures of translated images. */
export interface TranslationMeasures extends GenerationMeasures {
  /** whose images were translated */
  readonly from: Domain;
  /** the same measures of these images as they are */
  readonly untranslated: Partial<Record<MeasureName, number>>;
}

/** What an evaluation of a translation found: the measures of each direction, those of the first one as a generator's. */
export interface TranslationDetails extends GenerationDetails {
  readonly translation: readonly TranslationMeasures[];
}
