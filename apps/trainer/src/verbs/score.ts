import { Option, type Command } from 'commander';
import { DOMAINS, type Domain } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import {
  authenticityAgainst,
  besideFloor,
  describeFeatures,
  floorOfHalves,
  LEAST_GENERATED,
  LEAST_REAL,
  measure,
  describeVerdict,
  verdicts,
  type FeatureName,
  type ScoredMeasures,
  type Verdict,
} from '@jiagu/generation-metrics';
import { RandomStream } from '@jiagu/random';
import { wholeNumber } from '../command-line/arguments.js';
import { note, print, printJson } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb, withEngineFlags, type EngineFlags, type RunFlags } from '../command-line/verb.js';
import { describeMeasures } from '../runs/describe-measures.js';
import { drawAtMost } from '../runs/draw-at-most.js';
import { inceptionSource, pixelSource, runSource, type FeatureSource } from '../runs/feature-source.js';

interface ScoreFlags extends EngineFlags {
  features: string;
  checkpoint?: RunFlags['checkpoint'];
  domain?: Domain;
  size?: number;
  training?: string;
  max: number;
  seed: number;
  json?: boolean;
}

/** Number of images in a set, before and after the random choice. */
interface SetCounts {
  readonly place: string;
  readonly found: number;
  readonly measured: number;
}

/** All that is printed. */
interface Score {
  readonly features: FeatureName;
  readonly images: Readonly<Record<'generated' | 'real' | 'training', SetCounts>>;
  readonly seed: number;
  readonly kidSubset: { readonly images: number; readonly floor: number };
  /** number of images that label correctness is computed from */
  readonly labelled: { readonly images: number; readonly floor: number };
  readonly measures: ScoredMeasures;
  /** what is wrong with the generator */
  readonly verdicts: readonly Verdict[];
  /** what is wrong with the samples */
  readonly warnings: readonly string[];
}

/** `jiagu score`: measures the quality and variety of generated images. */
export function scoreVerb(): Command {
  const command = verb(
    'score',
    'measure generated images against real ones: FID, KID, precision, recall, density, coverage, authenticity',
    [
      'jiagu score generated/ scans/test --features runs/demo/stsn --training scans/train',
      'jiagu score generated/ scans-images-idx3-ubyte.gz --features pixels --size 16 --json',
    ],
  )
    .argument('<generated>', 'generated images: class folders, list, IDX file or { images, labels }')
    .argument('<real>', 'real images that the generator was not trained on, in one of these forms')
    .requiredOption(
      '--features <run|pixels|inception>',
      "features to compare: those of a run's recogniser (run folder, or its name below runs/); `pixels`: grey levels; `inception`: the network of FID (jiagu weights fetch inception)",
    )
    .addOption(
      new Option('--checkpoint <which>', "the run's checkpoint (default: last)").choices(['last', 'best']),
    )
    .addOption(
      new Option(
        '--domain <domain>',
        'whether a run treats the images as handprinted (source) or scanned (target; default)',
      ).choices(DOMAINS),
    )
    .option(
      '--size <pixels>',
      'side to which images are resized: default 32 for pixels; for inception, give their own side',
      wholeNumber(16),
    )
    .option(
      '--training <images>',
      'images that the generator was trained on, for authenticity (default: <real>)',
    )
    .option(
      '--max <count>',
      'maximum number of images of each set; more are chosen at random',
      wholeNumber(LEAST_REAL),
      5000,
    )
    .option('--seed <number>', 'seed of the choice of images and of the random halves', wholeNumber(0), 0)
    .option('--json', 'print everything as JSON');
  return withEngineFlags(command).action(async (generated: string, real: string, flags: ScoreFlags) => {
    const source = await openSource(flags);
    const score = await scoreSets(source, { generated, real, training: flags.training }, flags);
    source.dispose();
    if (flags.json) printJson(score);
    else print(describe(score));
  });
}

/** Opens the features that the flags select. @throws UsageError when a flag does not apply to them */
async function openSource(flags: ScoreFlags): Promise<FeatureSource> {
  const { features, size, domain, checkpoint, device, threads } = flags;
  if (features === 'pixels' || features === 'inception') {
    if (domain !== undefined || checkpoint !== undefined)
      throw new UsageError(`--domain and --checkpoint apply to a run, not to --features ${features}`);
    if (features === 'inception') {
      if (size === undefined)
        throw new UsageError(
          '--features inception needs --size, the side of the images: the network resizes them itself',
        );
      await startEngine({ device, threads, log: note });
      return inceptionSource(size);
    }
    await startEngine({ device, threads, log: note });
    return pixelSource(size ?? 32);
  }
  if (size !== undefined)
    throw new UsageError(
      `--size applies to --features pixels and inception; the run ${features} has its own size`,
    );
  return runSource({ run: features, checkpoint: checkpoint ?? 'last', device, threads }, domain ?? 'target');
}

async function scoreSets(
  source: FeatureSource,
  places: { generated: string; real: string; training?: string },
  { max, seed }: Pick<ScoreFlags, 'max' | 'seed'>,
): Promise<Score> {
  const open = async (name: string, place: string, least: number) => {
    const dataset = await source.open(name, place);
    if (dataset.length < least)
      throw new UsageError(
        `${place}: ${dataset.length} ${name} images are too few to measure; at least ${least} are needed`,
      );
    const drawn = drawAtMost(dataset, { name, place, max, seed, verb: 'score' });
    return { drawn, counts: { place, found: dataset.length, measured: drawn.length } };
  };
  const generated = await open('generated', places.generated, LEAST_GENERATED);
  const real = await open('real', places.real, LEAST_REAL);
  const training = places.training === undefined ? real : await open('training', places.training, 2);
  note('computing features');
  const seen = { generated: await source.see(generated.drawn), real: await source.see(real.drawn) };
  const learned = training === real ? seen.real : await source.see(training.drawn);
  note('measuring');
  const measured = measure(seen.generated, seen.real, authenticityAgainst(learned.features));
  const floor = floorOfHalves(seen.real, new RandomStream(`${seed}/score/halves`));
  const measures = besideFloor(measured, floor);
  const images = { generated: generated.counts, real: real.counts, training: training.counts };
  return {
    features: source.name,
    images,
    seed,
    kidSubset: { images: measured.kidSubset ?? 0, floor: floor.kidSubset ?? 0 },
    labelled: { images: measured.labelled, floor: floor.labelled },
    measures,
    verdicts: verdicts(measures),
    warnings: (['generated', 'real'] as const).flatMap((name) => warningsOf(name, images[name])),
  };
}

function warningsOf(name: string, { measured }: SetCounts): string[] {
  const few = `${measured} ${name} images`;
  return [
    ...(measured < 2000 ? [`${few}: with fewer than 2000, FID is too large; use KID`] : []),
    ...(measured < 100 ? [`${few}: with fewer than 100, these measures are unreliable`] : []),
  ];
}

function describe(score: Score): string {
  const { features, images, seed, kidSubset, labelled, measures, warnings } = score;
  const sets = Object.entries(images).map(
    ([name, { place, found, measured }]) =>
      `${name}: ${measured === found ? measured : `${measured} of ${found}`} images of ${place}`,
  );
  return [
    [`features: ${describeFeatures(features)}`, ...sets].join('\n'),
    describeMeasures(measures),
    [
      `floor: the same between two random halves of the real images (seed ${seed})`,
      `KID: subsets of ${kidSubset.images} images, ${kidSubset.floor} for the floor`,
      ...(features.kind === 'recogniser' ? [describeLabelled(labelled)] : []),
      ...[...score.verdicts.map(describeVerdict), ...warnings].map((warning) => `warning: ${warning}`),
    ].join('\n'),
  ].join('\n\n');
}

function describeLabelled({ images, floor }: Score['labelled']): string {
  return images === 0
    ? 'label correctness: none, the generated images have no labels'
    : `label correctness: from ${images} images, ${floor} for the floor`;
}
