import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { DataConfig, Domain } from '@jiagu/config';
import { openPart, type Dataset, type KnownClasses, type NamedImages } from '@jiagu/data';
import { makeFolder, requireWritable, writeWhole } from '@jiagu/disk';
import { disposeMethod } from '@jiagu/training';
import { gridSize, wholeNumber } from '../command-line/arguments.js';
import { note, print } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { findImages, openReadable, refuseFailures } from '../images/named-images.js';
import { blocksOf, type Direction, type PictureOptions } from '../pictures/draw-images.js';
import { runPictures, type PictureWishes } from '../pictures/run-pictures.js';
import { capability } from '../runs/capability.js';
import { findRun } from '../runs/find-run.js';
import { openRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';

interface SwapFlags extends RunFlags, PictureWishes {
  source?: readonly string[];
  target?: readonly string[];
  direction?: Direction;
  seed: number;
  scale?: number;
  output?: string;
}

/** `jiagu swap`: draws pictures with swapped structure and texture. */
export function swapVerb(): Command {
  const command = verb(
    'swap',
    'draw every structure with every texture, and strips of reconstructions and swaps; with further flags, also interpolations, random textures and an animation',
    [
      'jiagu swap --run runs/demo/stsn',
      'jiagu swap --run demo/stsn --matrix 4x10 --scale 3 --output pictures',
      'jiagu swap --run demo/stsn --source a.png b.png --target scans/ --direction s2t --output out',
      'jiagu swap --run demo/stsn --interpolate --steps 9 --random-textures 10 --animate gif',
    ],
  )
    .option(
      '--source <path...>',
      "handprinted images instead of the run's test images: images, folders, lists, IDX files",
    )
    .option(
      '--target <path...>',
      "scanned images instead of the run's test images: images, folders, lists, IDX files",
    )
    .addOption(
      new Option(
        '--direction <direction>',
        'only handprinted structures with scanned textures (s2t), or the reverse (t2s)',
      ).choices(['s2t', 't2s']),
    )
    .addOption(
      new Option('--matrix <RxC>', 'R structures by C textures in each direction; R rows in other pictures')
        .argParser(gridSize)
        .default({ rows: 6, columns: 8 }, '6x8'),
    )
    .option('--interpolate', 'also draw interpolations between textures and between structures')
    .option(
      '--random-textures <N>',
      'also draw N random textures between those of images of the domain',
      wholeNumber(1),
    )
    .addOption(
      new Option('--animate [format]', 'also draw an animated loop through four textures')
        .choices(['webp', 'gif'])
        .preset('webp'),
    )
    .option('--steps <count>', 'number of images in an interpolation', wholeNumber(2), 7)
    .option('--seed <number>', 'seed of the choice of images when there are more than fit', wholeNumber(0), 0)
    .option(
      '--scale <N>',
      'enlarge pixels N times, without blur (default: tiles of about 96 pixels)',
      wholeNumber(1),
    )
    .option(
      '-o, --output <folder>',
      'folder for the pictures (default: samples/ of the run, for its report)',
    );
  return withEngineFlags(withRunFlags(command)).action(swap);
}

async function swap(flags: SwapFlags): Promise<void> {
  const found = { source: await chosen('source', flags), target: await chosen('target', flags) };
  requireWritable(flags.output ?? findRun(flags.run));
  const run = await openRun(flags);
  const { config, method, folder } = run;
  const separation = capability(run, 'separation');
  const known = recordedClasses(folder, config);
  const source = await openImages(config.data, 'source', found.source, known);
  const target = await openImages(config.data, 'target', found.target, known);
  const options = {
    source: source.dataset,
    target: target.dataset,
    imageSize: config.data.imageSize,
    seed: flags.seed,
    ...(flags.direction && { directions: [flags.direction] }),
    ...(flags.scale && { scale: flags.scale }),
  };
  checkCounts(options, flags);
  const output = flags.output ?? folder.file('samples');
  makeFolder(output);
  for await (const { file, content } of runPictures(separation, options, flags)) {
    writeWhole(join(output, file), content);
    print(join(output, file));
  }
  disposeMethod(method);
  if (!flags.output) note(`to add them to the report: jiagu report ${folder.path}`);
  refuseFailures([...source.failures, ...target.failures]);
}

/** The images named for a domain, if any. @throws UsageError naming the flag, and what is missing or empty */
async function chosen(domain: Domain, flags: SwapFlags): Promise<NamedImages | undefined> {
  const places = flags[domain];
  if (!places) return undefined;
  return findImages(places).catch((error: unknown) => {
    throw error instanceof UsageError ? new UsageError(`--${domain}: ${error.message}`) : error;
  });
}

/** Opens those of the named images that can be read, or else the run's own test images. */
async function openImages(
  data: DataConfig,
  domain: Domain,
  found: NamedImages | undefined,
  known: KnownClasses,
): Promise<{ dataset: Dataset; failures: readonly string[] }> {
  const name = `${domain}.test` as const;
  if (found) {
    const opened = await openReadable(found, { data, domain, classNames: known.names });
    if (opened.dataset.length === 0) refuseFailures(opened.failures);
    return opened;
  }
  const part = await openPart(data, name, known);
  if (part === undefined) throw new UsageError(`the run has no data.${domain}: name images with --${domain}`);
  return { dataset: part, failures: [] };
}

/** @throws UsageError when there are too few images for the requested pictures */
function checkCounts(
  options: PictureOptions,
  { interpolate, animate, randomTextures }: Pick<SwapFlags, 'interpolate' | 'animate' | 'randomTextures'>,
): void {
  const several = (part: 'structure' | 'texture'): boolean => blocksOf(options, part).length > 0;
  const tooFew = several('texture')
    ? undefined
    : interpolate && !several('structure')
      ? '--interpolate goes from one image to another'
      : animate
        ? '--animate goes from one texture to another'
        : randomTextures && '--random-textures draws between the textures of several images';
  if (tooFew) throw new UsageError(`${tooFew}: give --source or --target at least two images`);
}
