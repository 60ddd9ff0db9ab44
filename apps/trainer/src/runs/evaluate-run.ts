import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import { swapFigures, type SwapFigures } from '@jiagu/evaluation';
import { evaluateDomains, type Evaluations, type Method } from '@jiagu/training';

/** Pairs of images on which the swap is measured. */
const swapPairs = 100;

/** `evaluation.json`. */
export interface RunEvaluation extends Evaluations {
  step: number;
  checkpoint: string;
  /** the validator that chose the checkpoint `best`; `oracle` looks at target labels */
  chosenBy?: string | null;
  classNames: readonly string[];
  /** null where the method does not separate structure from texture */
  swap: SwapFigures | null;
}

/**
 * Accuracy and swap figures of a method as it is.
 * @param evaluations of this very state, where they are known already
 */
export async function evaluateRun(
  { config, method, domains }: { config: RunConfig; method: Method; domains: Domains },
  state: { step: number; checkpoint: string; chosenBy?: string | null },
  evaluations?: Evaluations | null,
): Promise<RunEvaluation> {
  const { source, target, validators } = evaluations ?? (await evaluateDomains({ config, method, domains }));
  const swap = method.separation
    ? await swapFigures(method.separation, domains.source.test, domains.target.test, {
        images: swapPairs,
        imageSize: config.data.imageSize,
        seed: config.seed,
      })
    : null;
  return { ...state, classNames: domains.classNames, source, target, validators, swap };
}
