import { generationSchema, KID, type Domain, type RunConfig } from '@jiagu/config';
import { domainData, type Dataset, type TestDomains } from '@jiagu/data';
import {
  drawSubset,
  evenLabels,
  seeDataset,
  seeDrawn,
  type FeatureNetwork,
  type Generator,
  type ImageCritic,
} from '@jiagu/evaluation';
import {
  authenticityAgainst,
  besideFloor,
  floorOfTraining,
  measure,
  measureTitles,
  type Authentic,
  type GenerationDetails,
  type MeasureName,
  type Measures,
  type ScoredMeasures,
  type SeenImages,
} from '@jiagu/generation-metrics';
import { RandomStream } from '@jiagu/random';
import _ from 'lodash';
import type { EvaluationResult, Evaluator } from './evaluator.js';
import type { Figure } from './figure.js';
import { scoreHistogram } from './score-histogram.js';
import { scoreImages } from './score-images.js';

/** Training images among which copies are looked for; the time goes with the square. */
const MOST_TRAINING = 5000;

/** Bins of the critic's scores in `metrics.jsonl`. */
const SCORE_BINS = 30;

/** Those that the terminal's table shows. */
const COLUMNS: readonly MeasureName[] = ['kid', 'recall', 'authenticity'];

/** Those that are shares of images. */
const SHARES: readonly MeasureName[] = [
  'precision',
  'recall',
  'coverage',
  'authenticity',
  'labelCorrectness',
];

/** What is evaluated. */
export interface GenerationParts {
  readonly config: Pick<RunConfig, 'data' | 'training'>;
  readonly generator: Generator;
  /** the generator's adversary; absent: it has none */
  readonly critic?: ImageCritic;
  /** whose images it learned to draw */
  readonly domain: Domain;
  readonly domains: TestDomains;
  /** Disposed with the evaluator. */
  readonly features: FeatureNetwork;
}

/** What stays the same from evaluation to evaluation. */
interface Reference {
  readonly real: SeenImages;
  /** absent where the training images are not at hand */
  readonly training?: { readonly count: number; readonly authentic: Authentic; readonly floor: Measures };
}

/**
 * How good and how varied the images of a generator are: as many as `training.evaluate.generation.images`, always of the
 * same noise, the classes in turn, against at most as many test images of the domain that it draws. Test images are
 * held out; those of the target lend no label. Copies are looked for among the training images.
 *
 * Each floor is that of as many training images in the place of the drawn ones: what a generator gets that has learned
 * the very distribution of its training set, by the same test images. Authenticity's and label correctness's are of the
 * test images. Without training images there are no floors and no authenticity.
 *
 * Where there is a critic, the distributions of its scores are logged: of training images ("real"), of test images ("held
 * out"), which a critic that learned its training images by heart takes for generated, and of drawn ones ("generated").
 */
export class GenerationEvaluator implements Evaluator<GenerationDetails> {
  readonly columns: readonly string[] = COLUMNS.map((name) => measureTitles[name]);
  private reference: Promise<Reference> | undefined;

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
    // A recogniser of other classes can't tell whether the one asked for was drawn.
    const generated = this.classesMatch ? drawn : { ...drawn, labels: unknown(drawn) };
    const measures = besideFloor(
      measure(generated, real, training?.authentic, 'all images'),
      training?.floor,
    );
    const scores = await this.score();
    return {
      figures: figuresOf(measures),
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

  /** Looks at the real images, always the same ones, so that figures of different steps and runs can be compared. */
  private async look(): Promise<Reference> {
    const { test, train } = this.datasets;
    const { generator } = this.parts;
    const seen = await this.see(test, this.images, 'evaluation/test');
    const labelled = generator.classes > 0 && this.classesMatch;
    const real = labelled ? seen : { ...seen, labels: unknown(seen) };
    if (!train) return { real };
    const all = await this.see(train, MOST_TRAINING, 'evaluation/train');
    const authentic = authenticityAgainst(all.features);
    const some = {
      features: all.features.slice(0, this.images),
      ...(all.logits && { logits: all.logits.slice(0, this.images) }),
      labels: [],
    };
    return {
      real,
      training: { count: all.features.length, authentic, floor: floorOfTraining(some, real, authentic) },
    };
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

  private see(dataset: Dataset, most: number, stream: string): Promise<SeenImages> {
    const { config, features } = this.parts;
    return seeDataset(features, drawSubset(dataset, most, new RandomStream(stream)), {
      batchSize: config.training.evaluate.batchSize,
      imageSize: config.data.imageSize,
    });
  }
}

const unknown = ({ features }: SeenImages): number[] => features.map(() => -1);

function figuresOf(measures: ScoredMeasures): Figure[] {
  return Object.entries(measures).map(([key, { value, floor, better }]): Figure => {
    const name = key as MeasureName;
    const title = measureTitles[name];
    return {
      name: `generation/${title}`,
      value,
      better,
      ...(floor !== null && { floor }),
      ...(COLUMNS.includes(name) && { column: title }),
      ...(SHARES.includes(name) && { share: true }),
      ...(name === 'kid' && { validator: KID }),
    };
  });
}
