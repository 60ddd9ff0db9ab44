import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { DOMAINS, otherDomain, type Domain } from '@jiagu/config';
import { domainOf, openPart, type Dataset } from '@jiagu/data';
import { requireWritable } from '@jiagu/disk';
import type { Translation } from '@jiagu/evaluation';
import { disposeMethod, weightsDigest } from '@jiagu/training';
import { wholeNumber } from '../command-line/arguments.js';
import { note, print } from '../command-line/output.js';
import { withProgress } from '../command-line/progress.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { openLabelled, partNamed } from '../images/open-labelled.js';
import { capability } from '../runs/capability.js';
import { openRun, type OpenRun } from '../runs/open-run.js';
import { tellTakenAndLeft, verifyParts } from '../runs/prepare-data.js';
import { recordedClasses } from '../runs/recorded-classes.js';
import { refuseOutput } from '../runs/refuse-output.js';
import { refuseNames } from '../runs/write-image-sets.js';
import { TRANSLATED, writeTranslated } from '../runs/write-translated.js';
import { version } from '../version.js';

interface TranslateFlags extends RunFlags {
  output: string;
  from?: Domain;
  seed: number;
  force?: boolean;
}

/** `jiagu translate`: writes a data set of images that a run has translated to the other domain. */
export function translateVerb(): Command {
  const command = verb(
    'translate',
    'turn images of one domain into images of the other, and write them as a data set: PNGs in class folders, list.txt, grid.png and provenance.json; labels and names are kept',
    [
      'jiagu translate --run runs/translation-cyclegan source.train -o translated/train    (the part of the run)',
      'jiagu translate --run translation-cyclegan my/handprint/train -o translated/train',
      'jiagu translate --run demo/stsn scans --from target --seed 1 -o drawn    (textures of handprints, chosen by the seed)',
    ],
  )
    .argument(
      '<images>',
      'class folders, folder, list, IDX file or image, or a part of the run: source.train, source.test, target.train, target.test',
    )
    .requiredOption('-o, --output <folder>', 'folder for the data set')
    .addOption(
      new Option(
        '--from <domain>',
        "domain of the images (default: the part's, else source where the run can translate it)",
      ).choices(DOMAINS),
    )
    .option(
      '--seed <number>',
      'chooses, for a run that separates texture, the training image of the other domain whose texture each image gets',
      wholeNumber(0),
      0,
    )
    .option('--force', 'replace images translated there before');
  return withEngineFlags(withRunFlags(command)).action(translate);
}

async function translate(place: string, flags: TranslateFlags): Promise<void> {
  const { output, checkpoint, seed } = flags;
  refuseOutput(output, TRANSLATED, flags.force === true);
  requireWritable(output);
  const run = await openRun(flags);
  const { config, method, folder, step } = run;
  const translation = capability(run, 'translation');
  const from = domainTranslated(place, flags, translation);
  const to = otherDomain(from);
  const known = recordedClasses(folder, config);
  const dataset = await openLabelled(place, { data: config.data, domain: from, known });
  refuseNames(dataset.classNames);
  await verifyParts([dataset]);
  const { takesTexture } = translation;
  const partners = takesTexture ? await openPartners(run, to) : dataset;
  const order = {
    translation,
    from,
    partners,
    seed,
    batchSize: config.training.evaluate.batchSize,
    imageSize: config.data.imageSize,
  };
  const description = {
    inverted: config.data.preprocess[to].invert,
    note: `${dataset.length} images of ${place}, translated from ${from} to ${to} by ${folder.path}, checkpoint ${checkpoint}, step ${step}; more in provenance.json`,
    provenance: {
      jiagu: version,
      command: process.argv.slice(2),
      run: folder.path,
      checkpoint,
      step,
      weights: weightsDigest(folder, checkpoint),
      method: config.method.name,
      from,
      to,
      translated: place,
      ...(takesTexture && { seed }),
    },
  };
  await withProgress('images', (onProgress) =>
    writeTranslated(output, dataset, order, description, onProgress),
  );
  disposeMethod(method);
  const labelled = dataset.labels.some((label) => label >= 0);
  note(
    from === 'target'
      ? 'labels of the target, where there are any, are kept for reports: do not train on them'
      : labelled
        ? `a data set: data.source.train=${output}, or the list ${join(output, 'list.txt')}, which keeps the numbers of the classes`
        : `a data set without labels: ${join(output, 'images')}`,
  );
  print(output);
}

/** The domain of the images. @throws UsageError where the run can't translate it */
function domainTranslated(place: string, { run, from }: TranslateFlags, { directions }: Translation): Domain {
  const part = partNamed(place);
  const own = part && domainOf(part);
  if (own && from && own !== from)
    throw new UsageError(`--from ${from}: the part ${part} is of the ${own}; leave out --from`);
  const domain = from ?? own ?? directions[0];
  if (domain && directions.includes(domain)) return domain;
  throw new UsageError(
    `${run} translates images of the ${directions.join(' and the ')} only, not of the ${domain}`,
  );
}

/** The unlabelled training images of a domain, which give the textures. */
async function openPartners({ config, folder }: OpenRun, domain: Domain): Promise<Dataset> {
  const part = await openPart(config.data, `${domain}.train`, recordedClasses(folder, config), {
    labels: false,
  });
  if (!part) throw new UsageError(`the run has no data.${domain}, whose textures its translations need`);
  tellTakenAndLeft(part);
  return part;
}
