/** The measures, in the order in which they are told, and which way is better. */
export const directions = {
  fid: 'lower',
  kid: 'lower',
  precision: 'higher',
  recall: 'higher',
  density: 'higher',
  coverage: 'higher',
  authenticity: 'higher',
  diversity: 'higher',
  labelCorrectness: 'higher',
  inceptionScore: 'higher',
} as const;

export type MeasureName = keyof typeof directions;

/** How a reader calls them. */
export const measureTitles: Readonly<Record<MeasureName, string>> = {
  fid: 'FID',
  kid: 'KID',
  precision: 'precision',
  recall: 'recall',
  density: 'density',
  coverage: 'coverage',
  authenticity: 'authenticity',
  diversity: 'diversity',
  labelCorrectness: 'label correctness',
  inceptionScore: 'inception score',
};

/** A measure of generated images beside what real images get in their place. */
export interface ScoredMeasure {
  readonly value: number;
  /** over subsets or parts; absent where the figure is one of all images */
  readonly deviation?: number;
  /** of real images in the place of the generated ones; null where it can't be known */
  readonly floor: number | null;
  readonly floorDeviation?: number;
  readonly better: 'lower' | 'higher';
}

/** A measure that the features or labels don't allow is absent. */
export type ScoredMeasures = Partial<Record<MeasureName, ScoredMeasure>>;
