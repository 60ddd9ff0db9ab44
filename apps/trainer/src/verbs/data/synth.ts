import type { Command } from 'commander';
import { syntheticSchema } from '@jiagu/config';
import { positiveNumber, wholeNumber } from '../../command-line/arguments.js';
import { print } from '../../command-line/output.js';
import { UsageError } from '../../command-line/usage-error.js';
import { verb } from '../../command-line/verb.js';
import { makeSynthetic } from '../../runs/make-synthetic.js';

interface SynthFlags {
  classes: number;
  seed: number;
  output: string;
  size?: number;
  severity?: number;
  trainPerClass?: number;
  testPerClass?: number;
}

/** `jiagu data synth`: creates a data set of invented characters. */
export function synthVerb(): Command {
  return verb(
    'synth',
    'create a data set of invented oracle-like glyphs, handprinted and as scanned rubbings',
    [
      'jiagu data synth --classes 24 --seed 7 --output data/synthetic',
      'jiagu data synth --classes 241 --output data/synthetic-241 --severity 1.4',
    ],
  )
    .option('--classes <count>', 'number of characters, at most 241', wholeNumber(2), 24)
    .option('--seed <number>', 'the same seed gives the same pixels on every machine', wholeNumber(0), 7)
    .requiredOption('-o, --output <folder>', 'folder to create')
    .option('--size <pixels>', 'side of an image (default: 64)', wholeNumber(16))
    .option('--severity <factor>', 'strength of the damage to the rubbings (default: 1)', positiveNumber)
    .option(
      '--train-per-class <count>',
      'number of training images per class and domain (default: 150)',
      wholeNumber(1),
    )
    .option(
      '--test-per-class <count>',
      'number of test images per class and domain (default: 25)',
      wholeNumber(1),
    )
    .action(async ({ output: folder, ...flags }: SynthFlags) => {
      const { classes, seed, size, severity, trainPerClass, testPerClass } = flags;
      const config = syntheticSchema.safeParse({
        folder,
        classes,
        seed,
        size,
        severity,
        trainPerClass,
        testPerClass,
      });
      if (!config.success)
        throw new UsageError(
          config.error.issues.map(({ path, message }) => `--${kebab(path.join('.'))}: ${message}`).join('; '),
        );
      const { digest } = await makeSynthetic(config.data);
      print(`${folder}: ${config.data.classes} classes, ${digest}`);
    });
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
