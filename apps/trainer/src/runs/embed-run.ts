import { join } from 'node:path';
import type { RunConfig } from '@jiagu/config';
import type { Domains } from '@jiagu/data';
import { makeFolder, writeWhole } from '@jiagu/disk';
import {
  collectPredictions,
  drawSubset,
  embed,
  maximumMeanDiscrepancy,
  proxyADistance,
} from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import type { EmbeddedImage } from '@jiagu/report';
import type { Method, TrainerParts } from '@jiagu/training';

export interface EmbedOptions {
  /** test images of each domain */
  images: number;
  /** neighbours of a point in UMAP's graph */
  neighbours: number;
  /** which images are drawn, and where UMAP begins */
  seed: number;
}

/** Features of test images in the plane, and how far the domains are apart by them. */
export interface RunEmbedding {
  points: EmbeddedImage[];
  distances: { step: number; proxyADistance: number; maximumMeanDiscrepancy: number };
}

/**
 * Places test images of both domains by their features (UMAP), and writes `embedding.csv` and `.json`, where the
 * report looks for them.
 * @param step of the state that the method is in
 * @param folder made when it is not there
 */
export async function embedRun(
  { config, method, domains }: { config: RunConfig; method: Method; domains: Domains },
  step: number,
  folder: string,
  options: EmbedOptions,
): Promise<RunEmbedding> {
  const images = async (domain: 'source' | 'target') =>
    featuresOf({ config, method, domains }, domain, options);
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

/** Images of each domain in the plane of a report: enough to see islands, few enough to take seconds. */
const embedded = 200;

/**
 * The features at the end of a training, where the report looks for them; left out where a domain has too few images.
 * @param step of the state that the method is in
 */
export async function embedForReport(
  parts: Pick<TrainerParts, 'config' | 'method' | 'domains' | 'folder'>,
  step: number,
): Promise<void> {
  const { config, domains, folder } = parts;
  if (Math.min(domains.source.test.length, domains.target.test.length) < 4) return;
  const options = { images: embedded, neighbours: 15, seed: config.seed };
  await embedRun(parts, step, folder.file('plots'), options);
}

interface FeatureImage {
  feature: Float32Array;
  domain: 'source' | 'target';
  className: string;
  file: string;
}

async function featuresOf(
  { config, method, domains }: { config: RunConfig; method: Method; domains: Domains },
  domain: 'source' | 'target',
  { images, seed }: EmbedOptions,
): Promise<FeatureImage[]> {
  const drawn = drawSubset(domains[domain].test, images, new RandomStream(`${seed}/embed/${domain}`));
  const { features } = await collectPredictions(
    { features: (batch) => method.features(batch, domain), classify: (feature) => method.classify(feature) },
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

/** x, y, domain, class and origin of every image. */
function csvOf(points: readonly EmbeddedImage[], images: readonly FeatureImage[]): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = points.map(({ x, y, domain, className }, i) =>
    [x, y, domain, quoted(className), quoted(images[i]?.file ?? '')].join(','),
  );
  return `${['x,y,domain,class,image', ...lines].join('\n')}\n`;
}
