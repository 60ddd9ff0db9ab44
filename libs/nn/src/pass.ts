import type { Domain } from '@jiagu/config';

/** How layers that differ between training and evaluation behave in one forward pass. */
export interface Pass {
  /** true: batch statistics, dropout. false: running statistics, no dropout. */
  training: boolean;
  /**
   * Whose running statistics are updated (training) or used (evaluation). null, in training only, for images of neither
   * domain such as translated ones: statistics that each domain has of its own are not updated, shared ones are.
   */
  domain: Domain | null;
  /** Replaces the layer's momentum; 1 / k for the k-th batch gives a plain average. */
  momentum?: number;
}
