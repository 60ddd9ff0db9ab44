import { generationSchema, type Domain, type RunConfig } from '@jiagu/config';
import { domainData, type Dataset, type TestDomains } from '@jiagu/data';
import {
  evenLabels,
  seeDrawn,
  type FeatureNetwork,
  type Generator,
  type ImageCritic,
} from '@jiagu/evaluation';
import {
  besideFloor,
  measure,
  measureTitles,
  type GenerationDetails,
  type MeasureName,
} from '@jiagu/generation-metrics';
import { RandomStream } from '@jiagu/random';
import _ from 'lodash';
import type { EvaluationResult, Evaluator } from './evaluator.js';
import { measureFigures } from './measure-figures.js';
import { lookAtReal, unlabelled, type RealImages } from './real-images.js';
import { scoreHistogram } from './score-histogram.js';
import { scoreImages } from './score-images.js';

/** Bins of the critic's scores in `metrics.jsonl`. */
const SCORE_BINS = 30;

/** The measures that the table on the terminal shows. */
const COLUMNS: readonly MeasureName[] = ['kid', 'recall', 'authenticity'];

/** The parts of a training that a {@link GenerationEvaluator} needs. */
export interface GenerationParts {
  readonly config: Pick<RunConfig, 'data' | 'training'>;
  readonly generator: Generator;
  /** the generator's adversary; absent: it has none */
  readonly critic?: ImageCritic;
  /** the domain whose images the generator draws */
  readonly domain: Domain;
  readonly domains: TestDomains;
  /** Disposed with the evaluator. */
  readonly features: FeatureNetwork;
}

/**
 * Measures the quality and variety of a generator's images. It draws `training.evaluate.generation.images` images,
 * always from the same noise and with the classes in turn, and compares them with at most as many test images of its
 * domain. Labels of target test images are not used. Copies are searched for among the training images.
 *
 * The floor of a measure is its value for as many training images instead of drawn ones: what a generator would reach
 * if it had learned the distribution of its training set exactly. The floors of authenticity and label correctness are
 * those of the test images. Without training images there are no floors and no authenticity.
 *
 * If there is a critic, the distributions of its scores are logged: of training images ("real"), of test images ("held
 * out"), which a critic that has memorised its training images scores as generated, and of drawn images ("generated").
 */
export class GenerationEvaluator implements Evaluator<GenerationDetails> {
  readonly columns: readonly string[] = COLUMNS.map((name) => measureTitles[name]);
  private reference: Promise<RealImages> | undefined;

  constructor(private readonly parts: GenerationParts) {}

  async evaluate(): Promise<EvaluationResult<GenerationDetails>> {
    const { config, generator, domain, features } = this.parts;
    this.reference ??= this.look();
    const { real, training } = await this.reference;
    const drawn = await seeDrawn(features, generator, {
      labels: evenLabels(this.images, generator.classes),
      stream: new RandomStream('evaluation/noise'),
      batchSize: config.training.evaluate.batchSize,
    });
    // A recogniser of other classes can't tell whether the requested class was drawn.
    const generated = this.classesMatch ? drawn : unlabelled(drawn);
    const measures = besideFloor(
      measure(generated, real, training?.authentic, 'all images'),
      training?.floor,
    );
    const scores = await this.score();
    return {
      figures: measureFigures(measures, {
        prefix: 'generation/',
        columns: _.pick(measureTitles, COLUMNS),
        leading: true,
      }),
      entry: {
        generation: _.mapValues(measures, (figure) => _.pick(figure, ['value', 'floor'])),
        ...(scores && { scores: scoreHistogram(scores, SCORE_BINS) }),
      },
      ...(scores && { histograms: _.mapKeys(scores, (_values, kind) => `critic score/${kind}`) }),
      details: {
        generation: {
          features: features.name,
          domain,
          images: {
            generated: generated.features.length,
            real: real.features.length,
            training: training?.count ?? 0,
          },
          measures,
        },
      },
    };
  }

  dispose(): void {
    this.parts.features.dispose();
  }

  private get images(): number {
    return (this.parts.config.training.evaluate.generation ?? generationSchema.parse({})).images;
  }

  private get classesMatch(): boolean {
    const { features, domains } = this.parts;
    return features.classNames?.join('\n') === domains.classNames.join('\n');
  }

  private look(): Promise<RealImages> {
    const { config, generator, features } = this.parts;
    return lookAtReal({
      config,
      features,
      ...this.datasets,
      images: this.images,
      labelled: generator.classes > 0 && this.classesMatch,
    });
  }

  /** What the critic says of real and of drawn images; undefined where there is none. */
  private async score(): Promise<Record<string, Float32Array> | undefined> {
    const { config, generator, critic } = this.parts;
    const { test, train } = this.datasets;
    const real = { ...(train && { real: train }), 'held out': test };
    return critic && scoreImages({ config, critic, generator, real });
  }

  private get datasets(): { readonly test: Dataset; readonly train?: Dataset } {
    const { domains, domain } = this.parts;
    return domainData<{ readonly test: Dataset; readonly train?: Dataset }>(domains, domain);
  }
}
