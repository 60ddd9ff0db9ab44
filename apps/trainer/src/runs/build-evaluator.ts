import { otherDomain, type Domain, type RunConfig } from '@jiagu/config';
import type { TestDomains } from '@jiagu/data';
import type { FeatureNetwork, Translation } from '@jiagu/evaluation';
import type { GenerationDetails, TranslationDetails } from '@jiagu/generation-metrics';
import {
  fedDomains,
  GenerationEvaluator,
  RecognitionEvaluator,
  TranslationEvaluator,
  type Evaluator,
  type RecognitionDetails,
  type TrainerParts,
} from '@jiagu/training';
import { openFeatures } from './open-features.js';

/** The details of an evaluation, which depend on the capabilities of the method. */
export type RunDetails = RecognitionDetails | GenerationDetails | TranslationDetails;

/**
 * Creates the evaluator for a method, by its capabilities.
 * @throws Error when there is none for the method, or its feature network can't be opened
 */
export async function buildEvaluator({
  config,
  method,
  domains,
}: Pick<TrainerParts, 'config' | 'method'> & { domains: TestDomains }): Promise<Evaluator<RunDetails>> {
  const { recogniser, generator, translation, critic, feeds } = method;
  if (generator) {
    const [domain, ...others] = fedDomains(feeds);
    if (!domain || others.length > 0)
      throw new Error(`the method ${config.method.name} does not say which domain's images it draws`);
    const features = await openFeatures(config, domain);
    return new GenerationEvaluator({ config, generator, critic, domain, domains, features });
  }
  if (recogniser) return new RecognitionEvaluator({ config, recogniser, domains });
  if (translation) return translationEvaluator({ config, translation, domains });
  throw new Error(`the method ${config.method.name} has nothing that can be evaluated`);
}

/**
 * Creates what measures translated images, with the configured features.
 * @throws Error when the feature network can't be opened
 */
export async function translationEvaluator({
  config,
  translation,
  domains,
}: {
  config: RunConfig;
  translation: Translation;
  domains: TestDomains;
}): Promise<TranslationEvaluator> {
  const features: Partial<Record<Domain, FeatureNetwork>> = {};
  for (const from of translation.directions)
    features[otherDomain(from)] = await openFeatures(config, otherDomain(from));
  return new TranslationEvaluator({ config, translation, domains, features });
}
