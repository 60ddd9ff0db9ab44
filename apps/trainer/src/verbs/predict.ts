import { dirname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { DOMAINS, type Domain } from '@jiagu/config';
import { requireWritable } from '@jiagu/disk';
import { predictImages, type Prediction } from '@jiagu/evaluation';
import { disposeMethod } from '@jiagu/training';
import { wholeNumber } from '../command-line/arguments.js';
import { percent, print, printJson } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { findImages, openReadable, refuseFailures } from '../images/named-images.js';
import { requireKnownEnding, writePredictions } from '../images/write-predictions.js';
import { capability } from '../runs/capability.js';
import { openRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';
import { refuseOutputFile } from '../runs/refuse-output.js';

interface PredictFlags extends RunFlags {
  domain: Domain;
  top: number;
  json?: boolean;
  output?: string;
  force?: boolean;
}

/** `jiagu predict`: recognises the characters in images. */
export function predictVerb(): Command {
  const command = verb(
    'predict',
    'recognise the characters in images; lists the most likely first, with confidence',
    [
      'jiagu predict --run runs/demo/stsn rubbing.png',
      'jiagu predict --run demo/stsn --domain source drawings/ more.txt --top 3 --json',
      'jiagu predict --run demo/stsn scans/ --output sheet.html    (or .csv)',
    ],
  )
    .argument('<image...>', 'images, folders (with subfolders), lists, IDX files or packed files')
    .addOption(
      new Option('--domain <domain>', 'handprinted (source) or scanned (target)')
        .choices(DOMAINS)
        .default('target'),
    )
    .option('--top <count>', 'number of classes to list for each image', wholeNumber(1), 5)
    .option('--json', 'print the predictions as JSON')
    .addOption(
      new Option(
        '-o, --output <file>',
        'write a contact sheet (.html) with examples and activation maps, or a table (.csv)',
      ).conflicts('json'),
    )
    .option('--force', 'with --output: replace the file that is there');
  return withEngineFlags(withRunFlags(command)).action(async (places: string[], flags: PredictFlags) => {
    const { output } = flags;
    if (output) {
      requireKnownEnding(output);
      refuseOutputFile(output, flags.force === true);
      requireWritable(dirname(resolve(output)));
    } else if (flags.force) throw new UsageError('--force replaces a file, which --output names');
    const found = await findImages(places);
    const run = await openRun(flags);
    const { config, method, folder } = run;
    const recogniser = capability(run, 'recogniser');
    const { names: classNames } = recordedClasses(folder, config);
    const { domain } = flags;
    const { dataset, failures } = await openReadable(found, { data: config.data, domain, classNames });
    if (output) {
      await writePredictions(output, run, dataset, flags);
      disposeMethod(method);
      print(output);
      return refuseFailures(failures);
    }
    const predictions = await predictImages((images) => recogniser.logits(images, domain), dataset, {
      batchSize: config.training.evaluate.batchSize,
      imageSize: config.data.imageSize,
      top: flags.top,
    });
    disposeMethod(method);
    if (flags.json) printJson(predictions);
    else if (predictions.length > 0) print(predictions.map(describe).join('\n'));
    refuseFailures(failures);
  });
}

function describe({ file, top }: Prediction): string {
  const lines = top.map(({ name, confidence }) => `${percent(confidence).padStart(9)}  ${name}`);
  return [file, ...lines].join('\n');
}
