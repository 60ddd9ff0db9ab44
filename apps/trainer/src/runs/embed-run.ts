import { join } from 'node:path';
import type { Domain, RunConfig } from '@jiagu/config';
import { bothDomains, domainData, domainsOf, type Dataset } from '@jiagu/data';
import { makeFolder, writeWhole } from '@jiagu/disk';
import {
  collectPredictions,
  drawSubset,
  embed,
  maximumMeanDiscrepancy,
  proxyADistance,
  type Recogniser,
} from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import type { EmbeddedImage } from '@jiagu/report';
import type { TrainerParts } from '@jiagu/training';

/** A recogniser and the test images to embed. */
export interface EmbedParts {
  config: RunConfig;
  recogniser: Recogniser;
  domains: Partial<Record<Domain, { readonly test: Dataset }>>;
}

/** Options of {@link embedRun}. */
export interface EmbedOptions {
  /** number of test images of each domain */
  images: number;
  /** number of neighbours of a point in UMAP's graph */
  neighbours: number;
  /** seed of the choice of images and of UMAP */
  seed: number;
}

/** Features of test images in the plane, and the distances between the domains. */
export interface RunEmbedding {
  points: EmbeddedImage[];
  distances: { step: number; proxyADistance: number; maximumMeanDiscrepancy: number };
}

/**
 * Embeds the features of test images of both domains in the plane (UMAP) and measures the distances between the
 * domains. Writes `embedding.csv` and `embedding.json`.
 * @param step completed steps of the method
 * @param folder where to write the files; created if necessary
 */
export async function embedRun(
  { config, recogniser, domains }: EmbedParts,
  step: number,
  folder: string,
  options: EmbedOptions,
): Promise<RunEmbedding> {
  const images = async (domain: Domain) => featuresOf({ config, recogniser, domains }, domain, options);
  const [source, target] = [await images('source'), await images('target')];
  const stream = (name: string): RandomStream => new RandomStream(`${options.seed}/${name}`);
  const all = [...source, ...target];
  const places = embed(
    all.map(({ feature }) => feature),
    { neighbours: options.neighbours, stream: stream('umap') },
  );
  const points = all.map(({ domain, className }, i): EmbeddedImage => {
    const [x, y] = places[i] as [number, number];
    return { x, y, domain, className };
  });
  const rows = [source, target].map((some) => some.map(({ feature }) => feature)) as [
    Float32Array[],
    Float32Array[],
  ];
  const distances = {
    step,
    proxyADistance: proxyADistance(...rows, stream('halves')),
    maximumMeanDiscrepancy: maximumMeanDiscrepancy(...rows),
  };
  makeFolder(folder);
  writeWhole(join(folder, 'embedding.csv'), csvOf(points, all));
  writeWhole(join(folder, 'embedding.json'), `${JSON.stringify(distances, null, 2)}\n`);
  return { points, distances };
}

/** Number of images of each domain for a report: enough to see clusters, few enough to take only seconds. */
const embedded = 200;

/**
 * Embeds the features at the end of a training for its report. Does nothing for methods without a recogniser and when a
 * domain is absent or has too few images.
 * @param step completed steps of the method
 */
export async function embedForReport(
  { config, method, domains, folder }: Pick<TrainerParts, 'config' | 'method' | 'domains' | 'folder'>,
  step: number,
): Promise<void> {
  const { recogniser } = method;
  if (!recogniser || domainsOf(domains).length < 2) return;
  const { source, target } = bothDomains(domains);
  if (Math.min(source.test.length, target.test.length) < 4) return;
  const options = { images: embedded, neighbours: 15, seed: config.seed };
  await embedRun({ config, recogniser, domains }, step, folder.file('plots'), options);
}

interface FeatureImage {
  feature: Float32Array;
  domain: Domain;
  className: string;
  file: string;
}

async function featuresOf(
  { config, recogniser, domains }: EmbedParts,
  domain: Domain,
  { images, seed }: EmbedOptions,
): Promise<FeatureImage[]> {
  const drawn = drawSubset(
    domainData(domains, domain).test,
    images,
    new RandomStream(`${seed}/embed/${domain}`),
  );
  const { features } = await collectPredictions(
    {
      features: (batch) => recogniser.features(batch, domain),
      classify: (feature) => recogniser.classify(feature),
    },
    drawn,
    { batchSize: config.training.evaluate.batchSize, imageSize: config.data.imageSize },
  );
  return features.map((feature, i) => ({
    feature,
    domain,
    className: drawn.classNames[drawn.labels[i] as number] ?? String(drawn.labels[i]),
    file: drawn.origin(i),
  }));
}

/** CSV with x, y, domain, class and origin of every image. */
function csvOf(points: readonly EmbeddedImage[], images: readonly FeatureImage[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = points.map(({ x, y, domain, className }, i) =>
    [x, y, domain, quoted(className), quoted(images[i]?.file ?? '')].join(','),
  );
  return `${['x,y,domain,class,image', ...lines].join('\n')}\n`;
}
