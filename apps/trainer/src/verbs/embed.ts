import { join } from 'node:path';
import type { Command } from 'commander';
import { openTests } from '@jiagu/data';
import { requireWritable } from '@jiagu/disk';
import { embeddingPlot, writePlots } from '@jiagu/report';
import { disposeMethod } from '@jiagu/training';
import { wholeNumber } from '../command-line/arguments.js';
import { print, printJson } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { capability } from '../runs/capability.js';
import { embedRun } from '../runs/embed-run.js';
import { findRun } from '../runs/find-run.js';
import { openRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';

interface EmbedFlags extends RunFlags {
  images: number;
  neighbours: number;
  seed: number;
  output?: string;
  json?: boolean;
}

/** `jiagu embed`: plots the features of both domains in the plane, and measures the distances between the domains. */
export function embedVerb(): Command {
  const command = verb(
    'embed',
    'plot the features of test images of both domains (UMAP), by domain and by class, and measure how far apart the domains are',
    ['jiagu embed --run runs/demo/stsn', 'jiagu embed --run demo/stsn --images 200 --output plots/ --json'],
  )
    .option('--images <count>', 'number of test images of each domain', wholeNumber(4), 400)
    .option('--neighbours <count>', "number of neighbours of a point in UMAP's graph", wholeNumber(2), 15)
    .option('--seed <number>', 'seed of the choice of images and of UMAP', wholeNumber(0), 0)
    .option(
      '-o, --output <folder>',
      'folder for embedding.png, .svg, .csv and .json (default: plots/ of the run)',
    )
    .option('--json', 'print the distances as JSON');
  return withEngineFlags(withRunFlags(command)).action(async (flags: EmbedFlags) => {
    requireWritable(flags.output ?? findRun(flags.run));
    const run = await openRun(flags);
    const { config, method } = run;
    const recogniser = capability(run, 'recogniser');
    const domains = await openTests(config.data, recordedClasses(run.folder, config));
    const folder = flags.output ?? run.folder.file('plots');
    const { points, distances } = await embedRun({ config, recogniser, domains }, run.step, folder, flags);
    disposeMethod(method);
    await writePlots(folder, [await embeddingPlot(points)]);
    if (flags.json) return printJson({ run: run.folder.path, folder, ...distances });
    print(
      textTable([
        ['distance of the domains', 'value', ''],
        [
          'proxy A-distance',
          distances.proxyADistance.toFixed(3),
          '0: indistinguishable, 2: always distinguishable',
        ],
        ['maximum mean discrepancy', distances.maximumMeanDiscrepancy.toFixed(4), 'squared; 0: identical'],
      ]),
    );
    print(`\n${join(folder, 'embedding.png')}, .svg, .csv and .json`);
  });
}
