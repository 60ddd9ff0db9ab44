import { DOMAINS, ORACLE, SOURCE_ACCURACY, type Domain, type RunConfig } from '@jiagu/config';
import { domainData, domainsOf, type Dataset, type TestDomains } from '@jiagu/data';
import {
  collectPredictions,
  drawSubset,
  estimateStatistics,
  evaluateClassifier,
  validatorScores,
  type Evaluation,
  type Recogniser,
  type ValidatorScores,
} from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import _ from 'lodash';
import type { EvaluationResult, Evaluator } from './evaluator.js';
import type { Figure } from './figure.js';

/** Results on the test images of each domain; those of the target are for reporting only. */
export interface RecognitionDetails extends Partial<Record<Domain, Evaluation>> {
  /** Validators on unlabelled target images; null when none are configured. */
  readonly validators: ValidatorScores | null;
}

/** The parts of a training that a {@link RecognitionEvaluator} needs. */
export interface RecognitionParts {
  readonly config: RunConfig;
  readonly recogniser: Recogniser;
  readonly domains: TestDomains;
}

/**
 * Measures accuracy on the test parts, and validators on the target's training images without their labels. If the
 * configuration says so, the target's running statistics are first re-estimated from those images. Without training
 * images of the target, there are no validators and the statistics stay as they are.
 */
export class RecognitionEvaluator implements Evaluator<RecognitionDetails> {
  readonly columns: readonly Domain[];

  constructor(private readonly parts: RecognitionParts) {
    this.columns = domainsOf(parts.domains);
  }

  async evaluate(): Promise<EvaluationResult<RecognitionDetails>> {
    const { config, recogniser, domains } = this.parts;
    const { imageSize } = config.data;
    const { batchSize, validationImages } = config.training.evaluate;
    const { statistics, reestimateImages } = config.model.batchNorm;
    const unlabelled = domains.target?.train;
    if (statistics === 'target-reestimated' && unlabelled)
      await estimateStatistics(recogniser, unlabelled, 'target', {
        images: reestimateImages,
        batchSize: 100,
        imageSize,
        stream: new RandomStream('statistics/target'),
      });
    const evaluations: Partial<Record<Domain, Evaluation>> = {};
    for (const domain of domainsOf(domains))
      evaluations[domain] = await evaluateClassifier(
        (images) => recogniser.logits(images, domain),
        domainData(domains, domain).test,
        { batchSize, imageSize },
      );
    const validators = unlabelled && validationImages > 0 ? await this.validate(unlabelled) : null;
    return {
      figures: figuresOf({ ...evaluations, validators }),
      entry: {
        ..._.mapValues(evaluations, (evaluation) => _.pick(evaluation, ['accuracy', 'loss'])),
        ...(validators && { validators }),
      },
      details: { ...evaluations, validators },
    };
  }

  /** Always uses the same images, so that steps and runs can be compared. */
  private async validate(unlabelled: Dataset): Promise<ValidatorScores> {
    const { config, recogniser } = this.parts;
    const { batchSize, validationImages } = config.training.evaluate;
    const drawn = drawSubset(unlabelled, validationImages, new RandomStream('validation'));
    return validatorScores(
      await collectPredictions(
        {
          features: (images) => recogniser.features(images, 'target'),
          classify: (features) => recogniser.classify(features),
        },
        drawn,
        { batchSize, imageSize: config.data.imageSize },
      ),
    );
  }
}

const choosers = { source: SOURCE_ACCURACY, target: ORACLE } as const;

function figuresOf({ validators, ...evaluations }: RecognitionDetails): Figure[] {
  const accuracies = DOMAINS.flatMap((domain): Figure[] => {
    const evaluation = evaluations[domain];
    if (!evaluation) return [];
    return [
      {
        name: `accuracy/${domain}`,
        value: evaluation.accuracy,
        better: 'higher',
        column: domain,
        share: true,
        validator: choosers[domain],
      },
      { name: `test loss/${domain}`, value: evaluation.loss, better: 'lower' },
    ];
  });
  const scores = Object.entries(validators ?? {}).map(([name, value]): Figure => ({
    name: `validator/${name}`,
    value,
    better: 'higher',
    validator: name,
  }));
  return [...accuracies, ...scores];
}
