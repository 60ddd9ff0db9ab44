import { dirname } from 'node:path';
import type { Command } from 'commander';
import { contactSheet } from '@jiagu/data';
import { makeFolder, requireWritable, writeWhole } from '@jiagu/disk';
import { wholeNumber } from '../../command-line/arguments.js';
import { print } from '../../command-line/output.js';
import { verb } from '../../command-line/verb.js';
import { makeSynthetic } from '../../runs/make-synthetic.js';
import { loadDataConfig, withConfigFlags, type ConfigFlags } from './data-flags.js';

interface PreviewFlags extends ConfigFlags {
  output: string;
  classes: number;
  examples: number;
  tile: number;
  seed: number;
}

/** `jiagu data preview`: draws a picture of the images that the networks get. */
export function previewVerb(): Command {
  const command = verb(
    'preview',
    'draw training images of every class as stored, as prepared, and in both augmented views',
    [
      'jiagu data preview --config configs/demo.yaml --output preview.png',
      'jiagu data preview -c configs/oracle241.yaml -o preview.png --classes 20 --examples 3',
    ],
  )
    .requiredOption('-o, --output <file>', 'PNG to write')
    .option('--classes <count>', 'number of classes to show, from the first', wholeNumber(1), 24)
    .option('--examples <count>', 'number of images of each class and domain', wholeNumber(1), 2)
    .option('--tile <pixels>', 'approximate side of an image in the picture', wholeNumber(8), 64)
    .option('--seed <number>', 'seed of the augmentations', wholeNumber(0), 0);
  return withConfigFlags(command).action(async ({ output, ...flags }: PreviewFlags) => {
    const { data, labels } = loadDataConfig(flags);
    requireWritable(dirname(output));
    if (data.synthetic) await makeSynthetic(data.synthetic);
    makeFolder(dirname(output));
    writeWhole(output, await contactSheet(data, { ...flags, labels }));
    print(output);
  });
}
