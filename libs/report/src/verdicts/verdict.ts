/** A conclusion from a run's curves and figures. */
export interface Verdict {
  /** in a few words */
  readonly name: string;
  readonly tone: 'good' | 'bad' | 'neither';
  /** what it means, and what to do */
  readonly advice: string;
  /** the figures that it is based on */
  readonly because: string;
}
