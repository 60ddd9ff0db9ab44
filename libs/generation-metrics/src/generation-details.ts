import type { Domain } from '@jiagu/config';
import type { FeatureName } from './feature-name.js';
import type { ScoredMeasures } from './measures.js';

/** What an evaluation of a generator found, as `evaluation.json` keeps it. */
export interface GenerationDetails {
  readonly generation: {
    /** what saw the images */
    readonly features: FeatureName;
    /** whose images it learned to draw */
    readonly domain: Domain;
    /** how many were measured: drawn by the generator, of the domain's test part, of its train part */
    readonly images: { readonly generated: number; readonly real: number; readonly training: number };
    readonly measures: ScoredMeasures;
  };
}
