import { generationSchema, otherDomain, type Domain, type RunConfig } from '@jiagu/config';
import { domainData, type Dataset, type EvaluationOptions, type TestDomains } from '@jiagu/data';
import {
  drawSubset,
  seeDataset,
  seeTranslated,
  type FeatureNetwork,
  type Translation,
} from '@jiagu/evaluation';
import {
  besideFloor,
  measure,
  type MeasureName,
  type TranslationDetails,
  type TranslationMeasures,
} from '@jiagu/generation-metrics';
import { RandomStream } from '@jiagu/random';
import _ from 'lodash';
import type { EvaluationResult, Evaluator } from './evaluator.js';
import { measureFigures } from './measure-figures.js';
import { lookAtReal, unlabelled, type RealImages } from './real-images.js';

/** The parts of a training that a {@link TranslationEvaluator} needs. */
export interface TranslationParts {
  readonly config: Pick<RunConfig, 'data' | 'training'>;
  readonly translation: Translation;
  readonly domains: TestDomains;
  /** what sees the images of each domain that are drawn; disposed with the evaluator */
  readonly features: Partial<Record<Domain, FeatureNetwork>>;
}

/** What stays the same from evaluation to evaluation, for one direction. */
type Reference = RealImages & Pick<TranslationMeasures, 'untranslated'>;

/** How a direction is called: by the first letters of its domains. */
const shortName = (from: Domain): string => (from === 'source' ? 's2t' : 't2s');

/**
 * Measures translated images, in each direction of a translation: at most `training.evaluate.generation.images` test
 * images, always the same ones, are translated and compared with as many test images of the other domain. Each measure
 * stands beside its floor, that of the other domain's training images, and beside that of the untranslated images.
 *
 * Where the features are those of a recogniser of the same classes, label correctness is the share of the translated
 * source images that it reads as their own class. Labels of the target are not used.
 */
export class TranslationEvaluator implements Evaluator<TranslationDetails> {
  readonly columns: readonly string[];
  private readonly references = new Map<Domain, Promise<Reference>>();

  constructor(private readonly parts: TranslationParts) {
    this.columns = parts.translation.directions.flatMap((from) => Object.values(this.columnsOf(from)));
  }

  async evaluate(): Promise<EvaluationResult<TranslationDetails>> {
    const found: TranslationMeasures[] = [];
    for (const from of this.parts.translation.directions) found.push(await this.evaluateFrom(from));
    const [first] = found;
    if (!first) throw new Error('the method translates images of no domain');
    const generation = _.pick(first, ['features', 'domain', 'images', 'measures']);
    const entry = ({ measures, untranslated }: TranslationMeasures): object =>
      Object.fromEntries(
        Object.entries(measures).map(([name, { value, floor }]) => [
          name,
          { value, floor, untranslated: untranslated[name as MeasureName] },
        ]),
      );
    return {
      figures: found.flatMap(({ from, measures }) =>
        measureFigures(measures, {
          prefix: `translation ${shortName(from)}/`,
          columns: this.columnsOf(from),
          leading: from === first.from,
        }),
      ),
      entry: {
        generation: _.mapValues(first.measures, (figure) => _.pick(figure, ['value', 'floor'])),
        translation: Object.fromEntries(found.map((of) => [shortName(of.from), entry(of)])),
      },
      details: { generation, translation: found },
    };
  }

  dispose(): void {
    for (const network of Object.values(this.parts.features)) network.dispose();
  }

  private async evaluateFrom(from: Domain): Promise<TranslationMeasures> {
    const { translation } = this.parts;
    const features = this.featuresOf(from);
    const to = otherDomain(from);
    const reference = this.references.get(from) ?? this.look(from);
    this.references.set(from, reference);
    const { real, training, untranslated } = await reference;
    const { test, train } = this.datasets(to);
    const drawn = await seeTranslated(features, this.translated(from), {
      translation,
      from,
      partners: train ?? test,
      stream: new RandomStream('evaluation/partners'),
      ...this.options,
    });
    const generated = this.readsClasses(from) ? drawn : unlabelled(drawn);
    return {
      from,
      features: features.name,
      domain: to,
      images: {
        generated: generated.features.length,
        real: real.features.length,
        training: training?.count ?? 0,
      },
      measures: besideFloor(measure(generated, real, training?.authentic, 'all images'), training?.floor),
      untranslated,
    };
  }

  /** Extracts features of the real images of both domains, as the network for the other domain sees them. */
  private async look(from: Domain): Promise<Reference> {
    const { config } = this.parts;
    const features = this.featuresOf(from);
    const reference = await lookAtReal({
      config,
      features,
      ...this.datasets(otherDomain(from)),
      images: this.images,
      labelled: false,
    });
    const seen = await seeDataset(features, this.translated(from), this.options);
    const untranslated = this.readsClasses(from) ? seen : unlabelled(seen);
    const { values } = measure(untranslated, reference.real, undefined, 'all images');
    return { ...reference, untranslated: _.mapValues(values, (figure) => figure?.value) };
  }

  /** The images that are translated. */
  private translated(from: Domain): Dataset {
    return drawSubset(this.datasets(from).test, this.images, new RandomStream('evaluation/translated'));
  }

  private get options(): EvaluationOptions {
    const { data, training } = this.parts.config;
    return { batchSize: training.evaluate.batchSize, imageSize: data.imageSize };
  }

  private get images(): number {
    return (this.parts.config.training.evaluate.generation ?? generationSchema.parse({})).images;
  }

  private featuresOf(from: Domain): FeatureNetwork {
    const network = this.parts.features[otherDomain(from)];
    if (!network) throw new Error(`no features of the ${otherDomain(from)} to compare by`);
    return network;
  }

  /** Whether the classes of translated images are known, and those that the features' scores are of. */
  private readsClasses(from: Domain): boolean {
    return (
      from === 'source' &&
      this.featuresOf(from).classNames?.join('\n') === this.parts.domains.classNames.join('\n')
    );
  }

  private columnsOf(from: Domain): Partial<Record<MeasureName, string>> {
    const name = shortName(from);
    return {
      kid: `KID ${name}`,
      recall: `recall ${name}`,
      ...(this.readsClasses(from) && { labelCorrectness: `labels ${name}` }),
    };
  }

  private datasets(domain: Domain): { readonly test: Dataset; readonly train?: Dataset } {
    return domainData<{ readonly test: Dataset; readonly train?: Dataset }>(this.parts.domains, domain);
  }
}
