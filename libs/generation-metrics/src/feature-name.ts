import type { Domain } from '@jiagu/config';

/** Where features come from, named beside every figure. */
export type FeatureName =
  /** grey levels of squares of so many pixels a side */
  | { readonly kind: 'pixels'; readonly size: number }
  /** what a run's classifier sees */
  | {
      readonly kind: 'recogniser';
      readonly run: string;
      readonly checkpoint: string;
      readonly step: number;
      readonly domain: Domain;
    }
  /** the network of FID; the digest of its weights */
  | { readonly kind: 'inception'; readonly sha256: string };

/** For a reader. */
export function describeFeatures(name: FeatureName): string {
  switch (name.kind) {
    case 'pixels':
      return `grey levels of ${name.size} x ${name.size} pixels`;
    case 'recogniser':
      return `recogniser of ${name.run}, checkpoint ${name.checkpoint}, step ${name.step}, images as of the ${name.domain}`;
    case 'inception':
      return `Inception of FID (TensorFlow 2015-12-05, weights ${name.sha256.slice(0, 12)})`;
  }
}
