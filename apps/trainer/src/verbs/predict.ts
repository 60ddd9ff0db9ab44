import { Option, type Command } from 'commander';
import { predictImages, type Prediction } from '@jiagu/evaluation';
import { wholeNumber } from '../command-line/arguments.js';
import { percent, print, printJson } from '../command-line/output.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { findImages, openReadable, refuseFailures } from '../images/named-images.js';
import { openRun } from '../runs/open-run.js';

interface PredictFlags extends RunFlags {
  domain: 'source' | 'target';
  top: number;
  json?: boolean;
}

/** `jiagu predict`: what characters images show. */
export function predictVerb(): Command {
  const command = verb('predict', 'name the characters of images, the likeliest first, with confidence', [
    'jiagu predict --run runs/demo-stsn rubbing.png',
    'jiagu predict --run demo-stsn --domain source drawings/ more.txt --top 3 --json',
  ])
    .argument('<image...>', 'images, folders with all images below them, lists, IDX files, packed files')
    .addOption(
      new Option('--domain <domain>', 'handprinted (source) or scanned (target)')
        .choices(['source', 'target'])
        .default('target'),
    )
    .option('--top <count>', 'classes to name for each image', wholeNumber(1), 5)
    .option('--json', 'print the predictions as JSON');
  return withEngineFlags(withRunFlags(command)).action(async (places: string[], flags: PredictFlags) => {
    const found = await findImages(places);
    const { config, method, folder } = await openRun(flags);
    const { classNames } = folder.environment();
    const { domain } = flags;
    const { dataset, failures } = await openReadable(found, { data: config.data, domain, classNames });
    const predictions = await predictImages((images) => method.logits(images, domain), dataset, {
      batchSize: config.training.evaluate.batchSize,
      imageSize: config.data.imageSize,
      top: flags.top,
    });
    method.dispose();
    if (flags.json) printJson(predictions);
    else if (predictions.length > 0) print(predictions.map(describe).join('\n'));
    refuseFailures(failures);
  });
}

function describe({ file, top }: Prediction): string {
  const lines = top.map(({ name, confidence }) => `${percent(confidence).padStart(9)}  ${name}`);
  return [file, ...lines].join('\n');
}
