import { join } from 'node:path';
import type { Command } from 'commander';
import { requireWritable } from '@jiagu/disk';
import type { Generator } from '@jiagu/evaluation';
import { disposeMethod, fedDomains, weightsDigest } from '@jiagu/training';
import { numberFrom, wholeNumber } from '../command-line/arguments.js';
import { note, print } from '../command-line/output.js';
import { withProgress } from '../command-line/progress.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { askedClasses } from '../runs/asked-classes.js';
import { capability } from '../runs/capability.js';
import { openRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';
import { refuseOutput } from '../runs/refuse-output.js';
import { GENERATED, writeGenerated, type GenerationOrder } from '../runs/write-generated.js';
import { refuseNames } from '../runs/write-image-sets.js';
import { version } from '../version.js';

interface GenerateFlags extends RunFlags {
  output: string;
  classes?: string;
  each?: number;
  count?: number;
  truncation?: number;
  seed: number;
  force?: boolean;
}

/** Smaller limits would take too long: at this one, an entry of the noise is drawn 125 times on average. */
const LEAST_TRUNCATION = 0.01;

/** `jiagu generate`: writes a data set of images that a run draws. */
export function generateVerb(): Command {
  const command = verb(
    'generate',
    'draw images with a run whose method is a generator, and write them as a data set: PNGs in class folders, list.txt, grid.png and provenance.json',
    [
      'jiagu generate --run runs/cgan --classes 3,7 --each 100 -o generated    (by number or name)',
      'jiagu generate --run cgan --checkpoint best --each 20 --truncation 1.5 --seed 1 -o typical',
      'jiagu generate --run runs/dcgan --count 500 -o generated    (a run without classes)',
    ],
  )
    .requiredOption('-o, --output <folder>', 'folder for the data set')
    .option('--classes <list>', 'names or numbers of classes, separated by commas (default: all)')
    .option('--each <count>', 'number of images of each class', wholeNumber(1))
    .option('--count <count>', 'number of images, for a run without classes', wholeNumber(1))
    .option(
      '--truncation <limit>',
      'redraw entries of the noise beyond ±limit: images become more typical and less varied',
      numberFrom(LEAST_TRUNCATION),
    )
    .option(
      '--seed <number>',
      'seed of the noise; an image depends only on seed, class and number',
      wholeNumber(0),
      0,
    )
    .option('--force', 'replace images generated there before');
  return withEngineFlags(withRunFlags(command)).action(generate);
}

async function generate(flags: GenerateFlags): Promise<void> {
  const { output, checkpoint, seed, truncation } = flags;
  refuseOutput(output, GENERATED, flags.force === true);
  requireWritable(output);
  const run = await openRun(flags);
  const { config, method, folder, step } = run;
  const generator = capability(run, 'generator');
  const { classes, each } = asked(
    generator,
    generator.classes > 0 ? recordedClasses(folder, config).names : [],
    flags,
  );
  if (classes) refuseNames(classes.map(({ name }) => name));
  const total = each * (classes?.length ?? 1);
  const domain = fedDomains(method.feeds)[0] ?? 'source';
  const order: GenerationOrder = {
    generator,
    classes,
    each,
    seed,
    truncation,
    inverted: config.data.preprocess[domain].invert,
    note: `${total} images drawn by ${folder.path}, checkpoint ${checkpoint}, step ${step}, seed ${seed}; more in provenance.json`,
    provenance: {
      jiagu: version,
      command: process.argv.slice(2),
      run: folder.path,
      checkpoint,
      step,
      weights: weightsDigest(folder, checkpoint),
      method: config.method.name,
      domain,
    },
  };
  await withProgress('images', (onProgress) => writeGenerated(output, order, onProgress));
  disposeMethod(method);
  note(
    classes
      ? `a data set: data.source.train=${output}, or the list ${join(output, 'list.txt')}, which keeps the numbers of the classes`
      : `a data set without labels: ${join(output, 'images')}`,
  );
  print(output);
}

/** The images to draw. @throws UsageError when the flags do not fit a run with, or without, classes */
function asked(
  generator: Generator,
  names: readonly string[],
  { run, classes, each, count }: GenerateFlags,
): Pick<GenerationOrder, 'classes' | 'each'> {
  if (generator.classes === 0) {
    if (classes !== undefined || each !== undefined)
      throw new UsageError(`${run} draws images without classes: give --count, not --classes and --each`);
    if (count === undefined)
      throw new UsageError(`${run} draws images without classes: give their number with --count`);
    return { classes: null, each: count };
  }
  if (count !== undefined || each === undefined)
    throw new UsageError(
      `${run} draws images of classes: give their number per class with --each, and the classes with --classes`,
    );
  return {
    classes: askedClasses(classes, names).map((label) => ({ label, name: names[label] as string })),
    each,
  };
}
