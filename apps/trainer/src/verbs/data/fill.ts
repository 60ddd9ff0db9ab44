import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { DOMAINS, type Domain } from '@jiagu/config';
import { PROVENANCE_FILE } from '@jiagu/data';
import { requireWritable } from '@jiagu/disk';
import { LEAST_REAL } from '@jiagu/generation-metrics';
import { labelGroups, readClassGroups } from '@jiagu/report';
import { disposeMethod, weightsDigest } from '@jiagu/training';
import _ from 'lodash';
import { numberFrom, wholeNumber } from '../../command-line/arguments.js';
import { note, print, printJson } from '../../command-line/output.js';
import { withProgress } from '../../command-line/progress.js';
import { UsageError } from '../../command-line/usage-error.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../../command-line/verb.js';
import { drawByGenerator, type ClassDrawing } from '../../filling/class-drawing.js';
import { drawByTranslation } from '../../filling/translation-drawing.js';
import { describeQuality, filledQuality } from '../../filling/filled-quality.js';
import { findGaps, type Gaps } from '../../filling/find-gaps.js';
import { drawAtMost } from '../../runs/draw-at-most.js';
import { runSource } from '../../runs/feature-source.js';
import { openRun, type OpenRun } from '../../runs/open-run.js';
import { recordedClasses } from '../../runs/recorded-classes.js';
import { refuseOutput, type WrittenFolder } from '../../runs/refuse-output.js';
import { refuseNames, writeImageSets, type ImageSets } from '../../runs/write-image-sets.js';
import { version } from '../../version.js';

interface FillFlags extends RunFlags {
  to: number;
  output: string;
  features: string;
  domain?: Domain;
  groups?: string;
  from?: Domain;
  fromSet?: string;
  truncation?: number;
  seed: number;
  max: number;
  force?: boolean;
  json?: boolean;
}

/** The list of real and drawn images. */
const COMBINED_FILE = 'combined.txt';

const FILLED: WrittenFolder = {
  by: 'jiagu data fill',
  marks: [PROVENANCE_FILE, 'list.txt'],
  occupied: 'drawn images: replace them with --force',
};

/** `jiagu data fill`: draws the images that classes of a set lack. */
export function fillVerb(): Command {
  const command = verb(
    'fill',
    'draw the images that the small classes of a set lack, with a run that draws images of classes or one that translates images of the other domain, and measure how many are read as their class',
    [
      'jiagu data fill data/thinned/list.txt --to 100 --run cgan --features recogniser -o data/filled',
      'jiagu data fill my/scans --to 50 --run cyclegan --from-set my/handprints --features mine -o filled',
      'jiagu train -c study.yaml --set data.source.train=data/filled/combined.txt',
    ],
  )
    .argument('<set>', 'labelled images to fill: class folders, list, or IDX file with its labels beside it')
    .requiredOption('--to <count>', 'images that each class is to have', wholeNumber(1))
    .requiredOption(
      '-o, --output <folder>',
      `folder for the drawn images, as of \`jiagu generate\`, and ${COMBINED_FILE}, the list of real and drawn ones`,
    )
    .requiredOption(
      '--features <run>',
      'run whose recogniser judges the drawn images: one of real images, trained on all of them if possible',
    )
    .addOption(
      new Option(
        '--domain <domain>',
        'whether that recogniser treats the images as handprinted (source) or scanned (target); default: as the run that draws them',
      ).choices(DOMAINS),
    )
    .addOption(
      new Option(
        '--from <domain>',
        'for a run that translates: domain of the images that it redraws (default: source)',
      ).choices(DOMAINS),
    )
    .option(
      '--from-set <set>',
      "for a run that translates: labelled images of that domain (default: the run's data.source.train)",
    )
    .option('--groups <file>', 'measure groups of classes apart: groups.json of `jiagu data thin`')
    .option(
      '--truncation <limit>',
      'redraw entries of the noise beyond ±limit: images become more typical and less varied',
      numberFrom(0.01),
    )
    .option('--seed <number>', 'seed of the drawn images', wholeNumber(0), 0)
    .option(
      '--max <count>',
      'maximum number of drawn and of real images to measure; more are chosen at random',
      wholeNumber(LEAST_REAL),
      5000,
    )
    .option('--force', 'replace images drawn there before')
    .option('--json', 'print the measures as JSON');
  return withEngineFlags(withRunFlags(command)).action(fill);
}

async function fill(set: string, flags: FillFlags): Promise<void> {
  const { output, to, seed } = flags;
  refuseOutput(output, FILLED, flags.force === true);
  requireWritable(output);
  const file = flags.groups === undefined ? undefined : await readClassGroups(flags.groups);
  const run = await openRun(flags);
  const gaps = await findGaps(set, to, recordedClasses(run.folder, run.config));
  refuseNames(gaps.sets.map(({ name }) => name));
  const drawing = await drawingOf(run, gaps, flags);
  // What could go wrong with the recogniser and the real images does so before anything is drawn.
  const judge = await runSource(
    { ...flags, run: flags.features, checkpoint: 'last' },
    flags.domain ?? drawing.domain,
  );
  const real = await judge.open('real', set);
  if (real.length < 2) throw new UsageError(`${set}: at least 2 images are needed`);
  const groups = file ? labelGroups(file, real.classNames, `the run ${flags.features}`) : [];

  const told = describe(run, gaps, set, flags);
  const sets: ImageSets = {
    sets: gaps.sets,
    draw: drawing.draw,
    inverted: run.config.data.preprocess[drawing.domain].invert,
    note: `${told}; more in provenance.json`,
    provenance: {
      ...describeRun(run, flags),
      set,
      to,
      ...drawing.provenance,
      domain: drawing.domain,
      classes: gaps.sets,
    },
    files: (lines) => combinedFile(gaps, `${gaps.images} images of ${set} and ${told}`, lines),
  };
  await withProgress('drawing', (onProgress) => writeImageSets(output, sets, onProgress));
  disposeMethod(run.method);

  note('measuring');
  const limit = { max: flags.max, seed, verb: 'fill' };
  const list = join(output, 'list.txt');
  const drawn = drawAtMost(await judge.open('drawn', list), { ...limit, name: 'drawn', place: list });
  const seen = await judge.see(drawn);
  const { features } = await judge.see(drawAtMost(real, { ...limit, name: 'real', place: set }));
  judge.dispose();
  const quality = filledQuality(seen, features, groups);
  const combined = gaps.lines ? join(output, COMBINED_FILE) : null;
  if (flags.json) return printJson({ output, combined, quality });
  print(`${describeQuality(quality)}\n\n${told}: ${output}`);
  if (combined !== null) note(`real and drawn images: data.source.train=${combined}`);
  const part = (place: string): string =>
    `{ part: ${place.startsWith('{') ? place : JSON.stringify(place)}, share: 0.5 }`;
  note(`or by share: 'data.source.train=[${part(set)}, ${part(list)}]'`);
}

/** What was drawn, a sentence without its end. */
function describe(
  { folder, step }: OpenRun,
  { sets }: Gaps,
  set: string,
  { checkpoint, to, seed }: FillFlags,
) {
  const drawn = `${_.sumBy(sets, 'count')} images of ${sets.length} classes`;
  return `${drawn} drawn by ${folder.path}, checkpoint ${checkpoint}, step ${step}, seed ${seed}, to fill ${set} to ${to} a class`;
}

/** The list of real and drawn images; none for an IDX file. @param drawn lines of the drawn images */
function combinedFile({ lines }: Gaps, about: string, drawn: readonly string[]): Record<string, Buffer> {
  if (!lines) return {};
  return {
    [COMBINED_FILE]: Buffer.concat([
      Buffer.from(`# ${about}\n`),
      ...lines,
      Buffer.from(`${drawn.join('\n')}\n`),
    ]),
  };
}

/**
 * How the run draws: by its generator, else by translation.
 * @throws UsageError when it can do neither, or a flag belongs to the other
 */
async function drawingOf(run: OpenRun, { sets }: Gaps, flags: FillFlags): Promise<ClassDrawing> {
  const { from, fromSet, truncation, seed } = flags;
  const { generator, translation } = run.method;
  if (generator) {
    if (from !== undefined || fromSet !== undefined)
      throw new UsageError(
        `${flags.run} draws from noise: --from and --from-set are for runs that translate`,
      );
    return drawByGenerator(run, { seed, truncation });
  }
  if (!translation)
    throw new UsageError(
      `${run.folder.path}: the method ${run.config.method.name} neither draws images from noise nor translates them, so it can't fill a set`,
    );
  if (truncation !== undefined)
    throw new UsageError(`${flags.run} translates images: --truncation is for runs that draw from noise`);
  return drawByTranslation(run, { seed, from: from ?? 'source', fromSet, sets });
}

/** Which run drew the images, for `provenance.json`. */
function describeRun({ folder, config, step }: OpenRun, { checkpoint }: FillFlags) {
  return {
    jiagu: version,
    command: process.argv.slice(2),
    run: folder.path,
    checkpoint,
    step,
    weights: weightsDigest(folder, checkpoint),
    method: config.method.name,
  };
}
