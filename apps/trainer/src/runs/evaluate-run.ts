import { drawnDomains } from '@jiagu/config';
import { bothDomains, domainsOf, type TestDomains } from '@jiagu/data';
import { swapFigures, swapVerdict, type SwapBar, type SwapFigures } from '@jiagu/evaluation';
import type { TranslationMeasures } from '@jiagu/generation-metrics';
import type { EvaluationResult, TrainerParts } from '@jiagu/training';
import { translationEvaluator, type RunDetails } from './build-evaluator.js';

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
    swap: Omit<SwapFigures, 'textures'> | null;
    /** how much surfaces vary with the texture; absent without a swap */
    textures?: SwapFigures['textures'];
    /** of a method that recognises classes: measures of its translated images, where they are configured */
    translated?: readonly TranslationMeasures[];
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
  const translated = await measureTranslated({ config, method, domains });
  let swap: SwapFigures | null = null;
  if (method.separation && domainsOf(domains).length === 2) {
    const { source, target } = bothDomains(domains);
    swap = await swapFigures(method.separation, source.test, target.test, {
      images: swapPairs,
      imageSize: config.data.imageSize,
      seed: config.seed,
    });
  }
  const evaluation = {
    ...state,
    classNames: domains.classNames,
    ...details,
    ...(translated && { translated }),
  };
  if (!swap) return { ...evaluation, swap };
  const { textures, ...figures } = swap;
  return { ...evaluation, swap: figures, textures, swapBars: swapVerdict(swap) };
}

/** Measures what a method that recognises classes translates; null where that is not wanted. */
async function measureTranslated({
  config,
  method: { recogniser, translation },
  domains,
}: Pick<TrainerParts, 'config' | 'method'> & { domains: TestDomains }): Promise<
  readonly TranslationMeasures[] | null
> {
  if (!recogniser || !translation || drawnDomains(config).length === 0) return null;
  if (domainsOf(domains).length < 2) return null;
  const evaluator = await translationEvaluator({ config, translation, domains });
  try {
    return (await evaluator.evaluate()).details.translation;
  } finally {
    evaluator.dispose();
  }
}
