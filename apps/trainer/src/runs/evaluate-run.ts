import { bothDomains, domainsOf, type TestDomains } from '@jiagu/data';
import { swapFigures, swapVerdict, type SwapBar, type SwapFigures } from '@jiagu/evaluation';
import type { EvaluationResult, TrainerParts } from '@jiagu/training';
import type { RunDetails } from './build-evaluator.js';

/** Number of image pairs on which the swap is measured. */
const swapPairs = 100;

/** The state of the networks that was evaluated. */
export interface EvaluatedState {
  step: number;
  checkpoint: string;
  /** the validator that chose the checkpoint `best`; `oracle` uses target labels */
  chosenBy?: string | null;
}

/** `evaluation.json`. */
export type RunEvaluation = EvaluatedState &
  RunDetails & {
    classNames: readonly string[];
    /** null when the method does not separate structure from texture */
    swap: SwapFigures | null;
    /** the figures of the swap with the thresholds that they should reach; absent without a swap */
    swapBars?: readonly SwapBar[];
  };

/**
 * Evaluates the current state of a method, including the swap.
 * @param result the evaluation of the current state, if it has already been made
 */
export async function evaluateRun(
  {
    config,
    method,
    domains,
    evaluator,
  }: Pick<TrainerParts<RunDetails>, 'config' | 'method' | 'evaluator'> & { domains: TestDomains },
  state: EvaluatedState,
  result?: EvaluationResult<RunDetails> | null,
): Promise<RunEvaluation> {
  const { details } = result ?? (await evaluator.evaluate());
  let swap: SwapFigures | null = null;
  if (method.separation && domainsOf(domains).length === 2) {
    const { source, target } = bothDomains(domains);
    swap = await swapFigures(method.separation, source.test, target.test, {
      images: swapPairs,
      imageSize: config.data.imageSize,
      seed: config.seed,
    });
  }
  return {
    ...state,
    classNames: domains.classNames,
    ...details,
    swap,
    ...(swap && { swapBars: swapVerdict(swap) }),
  };
}
