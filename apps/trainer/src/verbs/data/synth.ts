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
  paired?: boolean;
}

/** `jiagu data synth`: creates a data set of invented characters. */
export function synthVerb(): Command {
  return verb(
    'synth',
    'create a data set of invented oracle-like glyphs, handprinted and as scanned rubbings',
    [
      'jiagu data synth --classes 24 --seed 7 --output data/synthetic',
      'jiagu data synth --classes 241 --output data/synthetic-241 --severity 1.4',
      'jiagu data synth --paired --output data/pairs',
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
    .option(
      '--paired',
      'give handprint i and rubbing i of a class the same strokes: pairs for methods that learn from them; the rubbings are the same as without',
    )
    .action(async ({ output: folder, ...flags }: SynthFlags) => {
      const { classes, seed, size, severity, trainPerClass, testPerClass, paired } = flags;
      const config = syntheticSchema.safeParse({
        folder,
        classes,
        seed,
        size,
        severity,
        trainPerClass,
        testPerClass,
        paired,
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
