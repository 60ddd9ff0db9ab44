import type { TestDomains } from '@jiagu/data';
import {
  RecognitionEvaluator,
  type Evaluator,
  type RecognitionDetails,
  type TrainerParts,
} from '@jiagu/training';

/** Everything that evaluations of runs find. */
export type RunDetails = RecognitionDetails;

/**
 * What judges a method, by what it can do.
 * @throws Error when nothing is known that could judge it
 */
export function buildEvaluator({
  config,
  method,
  domains,
}: Pick<TrainerParts, 'config' | 'method'> & { domains: TestDomains }): Evaluator<RunDetails> {
  const { recogniser } = method;
  if (!recogniser) throw new Error(`the method ${config.method.name} has nothing that can be evaluated`);
  return new RecognitionEvaluator({ config, recogniser, domains });
}
