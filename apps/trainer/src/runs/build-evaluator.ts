import type { TestDomains } from '@jiagu/data';
import type { GenerationDetails } from '@jiagu/generation-metrics';
import {
  fedDomains,
  GenerationEvaluator,
  RecognitionEvaluator,
  type Evaluator,
  type RecognitionDetails,
  type TrainerParts,
} from '@jiagu/training';
import { openFeatures } from './open-features.js';

/** Everything that evaluations of runs find, by what the method can do. */
export type RunDetails = RecognitionDetails | GenerationDetails;

/**
 * What judges a method, by what it can do.
 * @throws Error when nothing is known that could judge it, or what should see its images can't be opened
 */
export async function buildEvaluator({
  config,
  method,
  domains,
}: Pick<TrainerParts, 'config' | 'method'> & { domains: TestDomains }): Promise<Evaluator<RunDetails>> {
  const { recogniser, generator, critic, feeds } = method;
  if (generator) {
    const [domain, ...others] = fedDomains(feeds);
    if (!domain || others.length > 0)
      throw new Error(`the method ${config.method.name} does not say whose images it draws`);
    const features = await openFeatures(config, domain);
    return new GenerationEvaluator({ config, generator, critic, domain, domains, features });
  }
  if (recogniser) return new RecognitionEvaluator({ config, recogniser, domains });
  throw new Error(`the method ${config.method.name} has nothing that can be evaluated`);
}
