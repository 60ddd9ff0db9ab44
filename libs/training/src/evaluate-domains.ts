import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import {
  collectPredictions,
  drawSubset,
  estimateStatistics,
  evaluateClassifier,
  validatorScores,
  type ValidatorScores,
} from '@jiagu/evaluation';
import type { Domain } from '@jiagu/nn';
import { RandomStream } from '@jiagu/random';
import type { Evaluations } from './hook.js';
import type { Method } from './method.js';

/** What an evaluation looks at. */
export interface EvaluationParts {
  config: RunConfig;
  method: Method;
  domains: Domains;
}

/**
 * Accuracy on the test parts of both domains, and what the validators say of the target's training images, of which no
 * label is looked at. Where the config asks for it, the target's running statistics are first computed anew from those.
 */
export async function evaluateDomains(parts: EvaluationParts): Promise<Evaluations> {
  const { config, method, domains } = parts;
  const { imageSize } = config.data;
  const { batchSize, validationImages } = config.training.evaluate;
  const { statistics, reestimateImages } = config.model.batchNorm;
  if (statistics === 'target-reestimated')
    await estimateStatistics(method, domains.target.train, 'target', {
      images: reestimateImages,
      batchSize: 100,
      imageSize,
      stream: new RandomStream('statistics/target'),
    });
  const evaluate = (domain: Domain) =>
    evaluateClassifier((images) => method.logits(images, domain), domains[domain].test, {
      batchSize,
      imageSize,
    });
  return {
    source: await evaluate('source'),
    target: await evaluate('target'),
    validators: validationImages > 0 ? await validate(parts) : null,
  };
}

/** Always of the same images, so that figures of different steps and runs can be compared. */
async function validate({ config, method, domains }: EvaluationParts): Promise<ValidatorScores> {
  const { batchSize, validationImages } = config.training.evaluate;
  const unlabelled = drawSubset(domains.target.train, validationImages, new RandomStream('validation'));
  return validatorScores(
    await collectPredictions(
      {
        features: (images) => method.features(images, 'target'),
        classify: (features) => method.classify(features),
      },
      unlabelled,
      { batchSize, imageSize: config.data.imageSize },
    ),
  );
}
