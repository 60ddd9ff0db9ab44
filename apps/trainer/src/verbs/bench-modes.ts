import { dirname } from 'node:path';
import { Option, type Command } from 'commander';
import { makeFolder, requireWritable, writeWhole } from '@jiagu/disk';
import { startEngine } from '@jiagu/engine';
import { TOY_LOSSES, TOY_REMEDIES, type ToyLoss, type ToyRemedy } from '@jiagu/methods';
import { benchmarkModes, contestsOf } from '../benchmarks/benchmark-modes.js';
import { describeModes } from '../benchmarks/describe-modes.js';
import { wholeNumber } from '../command-line/arguments.js';
import { note, print, printJson } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb } from '../command-line/verb.js';
import { modesPicture } from '../pictures/modes-picture.js';
import { parseSeeds } from '../sweep/seeds.js';

interface ModesFlags {
  loss?: ToyLoss[];
  remedy?: ToyRemedy[];
  seeds: number[];
  steps: number;
  threads: number;
  picture?: string;
  json?: boolean;
}

/** `jiagu bench modes`: counts the modes of a mixture of eight Gaussians that small GANs find. */
export function modesVerb(): Command {
  return verb(
    'modes',
    'train small GANs on eight Gaussians in the plane and count the modes that they find, by loss and remedy',
    [
      'jiagu bench modes',
      'jiagu bench modes --loss hinge least-squares --remedy none spectral-norm --seeds 0..2 --picture modes.png',
    ],
  )
    .addOption(
      new Option(
        '--loss <names...>',
        'losses (default: each without a remedy, and the remedies with one)',
      ).choices(TOY_LOSSES),
    )
    .addOption(
      new Option('--remedy <names...>', 'remedies, each with every loss given (default: none)').choices(
        TOY_REMEDIES,
      ),
    )
    .option('--seeds <seeds>', 'such as 0..4 or 0,2,5', parseSeeds, [0, 1])
    .option('--steps <count>', 'number of updates of the generator', wholeNumber(1), 1000)
    .option('--threads <count>', 'threads of TensorFlow; 0: all cores', wholeNumber(0), 1)
    .option('--picture <file>', 'PNG of the points that the generators of the first seed draw')
    .option('--json', 'print the figures as JSON')
    .action(async ({ loss = [], remedy = [], seeds, steps, threads, picture, json }: ModesFlags) => {
      const contests = contestsOf(loss, remedy);
      if (contests.length === 0)
        throw new UsageError(
          'minibatch-discrimination compares points, which rules out a gradient penalty: choose another loss',
        );
      if (picture !== undefined) requireWritable(dirname(picture));
      await startEngine({ device: 'cpu', threads, log: note });
      const figures = benchmarkModes({ contests, seeds, steps, log: note });
      if (picture !== undefined) {
        makeFolder(dirname(picture));
        writeWhole(picture, await modesPicture(figures));
      }
      if (json) printJson(figures.map(({ points: _, ...found }) => found));
      else print(describeModes(figures));
    });
}
