import type { Domain } from '@jiagu/config';

/** How layers that differ between training and evaluation behave in one forward pass. */
export interface Pass {
  /** true: batch statistics, dropout. false: running statistics, no dropout. */
  training: boolean;
  /**
   * Whose running statistics are updated (training) or used (evaluation). null, in training only: none is
   * updated, as for translated images, which are of neither domain.
   */
  domain: Domain | null;
  /** Replaces the layer's own momentum; 1 / k at the k-th batch gives a plain average. */
  momentum?: number;
}
