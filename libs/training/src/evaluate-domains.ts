import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import { estimateStatistics, evaluateClassifier } from '@jiagu/evaluation';
import type { Domain } from '@jiagu/nn';
import { RandomStream } from '@jiagu/random';
import type { Evaluations } from './hook.js';
import type { Method } from './method.js';

/**
 * Accuracy on the test parts of both domains. Where the config asks for it, the running statistics of each
 * domain are first computed anew from its training images, of which no label is looked at.
 */
export async function evaluateDomains({
  config,
  method,
  domains,
}: {
  config: RunConfig;
  method: Method;
  domains: Domains;
}): Promise<Evaluations> {
  const { imageSize } = config.data;
  const { batchSize } = config.training.evaluate;
  const { statistics, reestimateImages } = config.model.batchNorm;
  const evaluate = async (domain: Domain) => {
    if (statistics === 'per-domain' && reestimateImages > 0 && method.estimateStatistics)
      await estimateStatistics(
        { estimateStatistics: method.estimateStatistics.bind(method) },
        domains[domain].train,
        domain,
        {
          images: reestimateImages,
          batchSize: 100,
          imageSize,
          stream: new RandomStream(`statistics/${domain}`),
        },
      );
    return evaluateClassifier((images) => method.logits(images, domain), domains[domain].test, {
      batchSize,
      imageSize,
    });
  };
  return { source: await evaluate('source'), target: await evaluate('target') };
}
