import { otherDomain, parsePart, type Domain } from '@jiagu/config';
import { openDataset, openPart, preparationOf, type Dataset, type KnownClasses } from '@jiagu/data';
import { subset, translateImages, type DrawnBatch, type TranslationOrder } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import _ from 'lodash';
import { UsageError } from '../command-line/usage-error.js';
import { capability } from '../runs/capability.js';
import type { OpenRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';
import type { ImageSet } from '../runs/write-image-sets.js';
import type { ClassDrawing } from './class-drawing.js';

/** Settings of {@link drawByTranslation}. */
export interface TranslationSettings {
  readonly seed: number;
  /** the domain whose images are translated */
  readonly from: Domain;
  /** labelled images of that domain; absent: the run's training images of the source */
  readonly fromSet?: string;
  /** the classes to draw */
  readonly sets: readonly ImageSet[];
}

/**
 * Draws by translating images of the same class from the other domain: all of them in random order, again and again.
 * Where a translation takes the texture of an image of the domain that is drawn, it is that of a random training image of
 * the run, whose label is not used. An image depends only on its class, its number and the seed.
 * @throws UsageError when the run can't translate from the domain, or a class has no image there
 */
export async function drawByTranslation(
  run: OpenRun,
  { seed, from, fromSet, sets }: TranslationSettings,
): Promise<ClassDrawing> {
  const { config, folder } = run;
  const translation = capability(run, 'translation');
  const to = otherDomain(from);
  if (!translation.directions.includes(from))
    throw new UsageError(`${folder.path} does not translate images of the ${from}: give --from ${to}`);
  const known = recordedClasses(folder, config);
  const originals = await openOriginals(run, known, { from, fromSet });
  const places = _.groupBy([...originals.labels.keys()], (i) => originals.labels[i]);
  const absent = sets.filter(({ label }) => !places[label]).map(({ name }) => name);
  if (absent.length > 0)
    throw new UsageError(
      `${fromSet ?? 'data.source.train'} has no image to translate of ${absent.slice(0, 8).join(', ')}${absent.length > 8 ? `, ... (${absent.length} classes)` : ''}`,
    );
  const partners = translation.takesTexture
    ? await openPart(config.data, `${to}.train`, known, { labels: false })
    : originals;
  if (!partners) throw new UsageError(`the run has no data.${to}, whose textures its translations need`);
  const { batchSize } = config.training.evaluate;
  const order = { translation, from, partners, batchSize, imageSize: config.data.imageSize };
  return {
    domain: to,
    draw: (set) => translated(originals, places[set.label] ?? [], set, { ...order, seed }),
    provenance: { by: 'translation', seed, from, fromSet: fromSet ?? 'data.source.train' },
  };
}

/** @throws UsageError when labelled images are not named where the run has none whose labels may be used */
async function openOriginals(
  { config, folder }: OpenRun,
  known: KnownClasses,
  { from, fromSet }: Pick<TranslationSettings, 'from' | 'fromSet'>,
): Promise<Dataset> {
  if (fromSet !== undefined)
    return openDataset(parsePart(fromSet), {
      name: fromSet,
      classes: config.data.classes,
      ...preparationOf(config.data, `${from}.train`),
      known,
    });
  if (from === 'target')
    throw new UsageError(
      '--from target needs labelled images, --from-set <set>: the labels of data.target are not used',
    );
  const own = await openPart(config.data, 'source.train', known);
  if (!own) throw new UsageError(`${folder.path} has no data.source: name labelled images with --from-set`);
  return own;
}

/** The images of a class, made of those at the given places. */
async function* translated(
  originals: Dataset,
  places: readonly number[],
  { name, count }: ImageSet,
  { seed, ...order }: Omit<TranslationOrder, 'stream'> & { readonly seed: number },
): AsyncGenerator<DrawnBatch, void, void> {
  const random = new RandomStream(`${seed}/fill/${name}`);
  const shuffle = random.derive('order');
  const chosen: number[] = [];
  while (chosen.length < count)
    chosen.push(...Array.from(shuffle.permutation(places.length), (i) => places[i] as number));
  const stream = random.derive('partners');
  let start = 0;
  for await (const { images, batch } of translateImages(subset(originals, chosen.slice(0, count)), {
    ...order,
    stream,
  })) {
    yield { images, start };
    start += batch.size;
  }
}
