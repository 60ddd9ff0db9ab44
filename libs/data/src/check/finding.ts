/**
 * What a check found. `error`: training would fail or learn something wrong; `warning`: figures may mislead; `note`:
 * worth knowing.
 */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'note';
  readonly kind:
    | 'listing'
    | 'label'
    | 'left out'
    | 'unreadable'
    | 'too small'
    | 'blank'
    | 'converted'
    | 'class missing'
    | 'duplicate'
    | 'contradiction'
    | 'polarity'
    | 'test is train'
    | 'packed';
  /** The part, domain or pair of parts that it is about: `source.train`. */
  readonly where: string;
  readonly message: string;
  /** The images that it is about, or the files that are left out: each with the line of the list that names it. */
  readonly images: readonly string[];
}
