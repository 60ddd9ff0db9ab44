import type { Domain } from '@jiagu/config';
import { domainData, type Domains } from '@jiagu/data';
import _ from 'lodash';
import type { RunFolder } from './run-folder.js';

/** A loss, or something in the networks or optimisers, is NaN or infinite. */
export class NotFinite extends Error {
  /**
   * @param step the step after which it was found, counted from 1
   * @param names names of the losses or tensors
   */
  constructor(
    readonly step: number,
    readonly names: readonly string[],
  ) {
    const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')}, ...` : names.join(', ');
    super(`${shown} ${names.length > 1 ? 'are' : 'is'} not finite at step ${step}`);
  }
}

/** The images of a step. */
export interface StepImages {
  /** Counted from 1. */
  readonly step: number;
  /** Their positions in the training part of each domain. */
  readonly positions: Partial<Record<Domain, Uint32Array>>;
}

/**
 * Writes `non-finite.json`: the names of what was not finite, and the image files of that step and of the one before
 * it, since a bad gradient shows in the losses only one step later.
 */
export function writeNotFinite(
  folder: RunFolder,
  { step, names }: NotFinite,
  images: readonly StepImages[],
  domains: Domains,
): void {
  const files = (positions: Uint32Array, domain: string): string[] =>
    Array.from(positions, (i) => domainData(domains, domain as Domain).train.files[i] ?? `image ${i}`);
  folder.writeJson('non-finite.json', {
    step,
    notFinite: names,
    batches: images
      .filter((of) => of.step === step || of.step === step - 1)
      .map(({ step, positions }) => ({ step, ..._.mapValues(positions, files) })),
  });
}
