import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openDomains, type Domains } from '@jiagu/data';
import {
  collectPredictions,
  drawSubset,
  embed,
  maximumMeanDiscrepancy,
  proxyADistance,
} from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import { embeddingPlot, writePlots, type EmbeddedImage } from '@jiagu/report';
import { wholeNumber } from '../command-line/arguments.js';
import { print, printJson } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { openRun, type OpenRun } from '../runs/open-run.js';

interface EmbedFlags extends RunFlags {
  images: number;
  neighbours: number;
  seed: number;
  output?: string;
  json?: boolean;
}

/** `jiagu embed`: the features of both domains in the plane, and how far apart they are. */
export function embedVerb(): Command {
  const command = verb(
    'embed',
    'draw test images of both domains by their features (UMAP), by domain and by class; measure how far the domains are apart',
    ['jiagu embed --run runs/demo-stsn', 'jiagu embed --run demo-stsn --images 200 --output plots/ --json'],
  )
    .option('--images <count>', 'test images of each domain', wholeNumber(4), 400)
    .option('--neighbours <count>', "neighbours of a point in UMAP's graph", wholeNumber(2), 15)
    .option('--seed <number>', 'which images are drawn, and where UMAP begins', wholeNumber(0), 0)
    .option('-o, --output <folder>', 'where embedding.png, .svg and .csv go (default: plots/ of the run)')
    .option('--json', 'print the distances as JSON');
  return withEngineFlags(withRunFlags(command)).action(async (flags: EmbedFlags) => {
    const run = await openRun(flags);
    const domains = await openDomains(run.config.data);
    const [source, target] = [
      await featuresOf(run, domains, 'source', flags),
      await featuresOf(run, domains, 'target', flags),
    ];
    run.method.dispose();
    const stream = (name: string): RandomStream => new RandomStream(`${flags.seed}/${name}`);
    const all = [...source, ...target];
    const places = embed(
      all.map(({ feature }) => feature),
      { neighbours: flags.neighbours, stream: stream('umap') },
    );
    const points: EmbeddedImage[] = all.map(({ domain, className }, i) => {
      const [x, y] = places[i] as [number, number];
      return { x, y, domain, className };
    });
    const folder = flags.output ?? run.folder.file('plots');
    await writePlots(folder, [await embeddingPlot(points)]);
    await writeFile(join(folder, 'embedding.csv'), csvOf(points, all));
    const rows = [source, target].map((images) => images.map(({ feature }) => feature)) as [
      Float32Array[],
      Float32Array[],
    ];
    const distances = {
      proxyADistance: proxyADistance(...rows, stream('halves')),
      maximumMeanDiscrepancy: maximumMeanDiscrepancy(...rows),
    };
    if (flags.json) return printJson({ run: run.folder.path, step: run.step, folder, ...distances });
    print(
      textTable([
        ['distance of the domains', 'value', ''],
        ['proxy A-distance', distances.proxyADistance.toFixed(3), '0: not to be told apart, 2: always'],
        ['maximum mean discrepancy', distances.maximumMeanDiscrepancy.toFixed(4), 'squared; 0: the same'],
      ]),
    );
    print(`\n${join(folder, 'embedding.png')}, .svg and .csv`);
  });
}

interface FeatureImage {
  feature: Float32Array;
  domain: 'source' | 'target';
  className: string;
  file: string;
}

async function featuresOf(
  { config, method }: OpenRun,
  domains: Domains,
  domain: 'source' | 'target',
  { images, seed }: EmbedFlags,
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
