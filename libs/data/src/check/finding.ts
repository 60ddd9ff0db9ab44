/**
 * What a check found. `error`: training would fail or learn what is wrong; `warning`: figures may mislead; `note`: worth
 * knowing.
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
  /** Every image that it is about, or file that is left out: the file, with the line of the list that names it. */
  readonly images: readonly string[];
}
