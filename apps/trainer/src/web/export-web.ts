import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import _ from 'lodash';
import * as tf from '@tensorflow/tfjs-core';
import { DOMAINS, type Domain } from '@jiagu/config';
import { commonPolarity, openPart, resize, type Dataset, type Pixels } from '@jiagu/data';
import { replaceFolder } from '@jiagu/disk';
import { drawDistinct, drawSubset, imageTensors, type Recogniser } from '@jiagu/evaluation';
import { buildTrained, type Trained } from '@jiagu/methods';
import type { StateDict } from '@jiagu/nn';
import { RandomStream } from '@jiagu/random';
import { encodePng, type Tile } from '@jiagu/report';
import { writeSafetensors } from '@jiagu/safetensors';
import { disposeMethod, type Method } from '@jiagu/training';
import {
  EXAMPLES_FILE,
  MODEL_FILE,
  parsePageModel,
  SAMPLES_FILE,
  WEIGHTS_FILE,
  type PageModel,
} from '@jiagu/web/page-model';
import { note } from '../command-line/output.js';
import type { RunFlags } from '../command-line/verb.js';
import { classExamples } from '../images/class-examples.js';
import { openRun, type OpenRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';
import type { WrittenFolder } from '../runs/refuse-output.js';
import { loadedState, storedTensors, type Precision } from './half-precision.js';
import { pageShape } from './page-shape.js';
import { serviceWorker } from './service-worker.js';
import { sheet } from './sheet.js';

/** The file of the built page that keeps it for use without a network. */
const SERVICE_WORKER = 'sw.js';

/** Images of each domain by which 16 bits are judged: one of a thousand that changes is 0.1 points. */
const JUDGED = 500;

/** Images of each domain that the page carries as the networks see them. */
const SAMPLES = 8;

/** Side in pixels of an example of a class, at most. */
const EXAMPLE_SIDE = 96;

/** The folder that {@link exportWeb} writes. */
export const PAGE: WrittenFolder = {
  by: 'jiagu export',
  marks: [MODEL_FILE, 'index.html'],
  occupied: 'a page: replace it with --force',
};

/** How a page is made. */
export interface WebOptions {
  /** Absent: float16 where it changes under a thousandth of what unlabelled images are taken for. */
  readonly precision?: Precision;
}

/**
 * Writes a page on which a run recognises characters in a browser, in place of what is in the folder. It appears whole or
 * not at all.
 * @returns what was written, a sentence
 * @throws UsageError where the method recognises nothing, or has an encoder for each domain; Error naming a file that
 *   can't be read; WriteError where the disk refuses
 */
export async function exportWeb(flags: RunFlags, folder: string, options: WebOptions = {}): Promise<string> {
  const page = builtPage();
  const run = await openRun(flags);
  const shape = pageShape(run.config, run.method);
  const trained = buildTrained(shape, new RandomStream('page'));
  const images = await openImages(run);
  const samples = await sampleImages(images);
  const state = stateOf(run.method, trained);
  const chosen = await choosePrecision(trained, state, images, run, options.precision);
  const tensors = storedTensors(state, chosen.precision);
  load(trained, loadedState(tensors));
  const { data, model, title, name, method } = run.config;
  const { examples, lacking } = await classExamples(run, smallExample);
  const { names: classNames } = recordedClasses(run.folder, run.config);
  if (lacking !== undefined)
    note(`the page has examples of ${examples.size} of ${classNames.length} classes: ${lacking}`);
  const tiles = [...examples.values()];
  const logits = await logitsOf(trained.recogniser, samples, data.imageSize);
  disposeMethod(run.method);
  for (const network of Object.values(trained.modules)) network.dispose();

  await replaceFolder(folder, async (beside) => {
    writeSafetensors(join(beside, WEIGHTS_FILE), tensors);
    const written: PageModel = {
      format: 1,
      title: title || name,
      run: name,
      method: method.name,
      step: run.step,
      classNames: [...classNames],
      channels: data.channels,
      model: _.omit(model, 'pretrained'),
      networks: shape.method,
      imageSize: data.imageSize,
      resizeTo: data.resizeTo ?? data.imageSize,
      preprocess: data.preprocess,
      weights: { ...chosen, bytes: (await readFile(join(beside, WEIGHTS_FILE))).length },
      examples: { side: tiles[0]?.width ?? EXAMPLE_SIDE, classes: [...examples.keys()] },
      strokes: commonPolarity(tiles) === 'light' ? 'light' : 'dark',
      samples: samples.map(({ domain }, i) => ({ domain, logits: logits[i] ?? [] })),
    };
    const text = JSON.stringify(written);
    parsePageModel(text);
    await writeFile(join(beside, MODEL_FILE), text);
    await writeFile(join(beside, EXAMPLES_FILE), await encodePng(sheet(tiles)));
    await writeFile(join(beside, SAMPLES_FILE), await encodePng(sheet(samples.map(({ tile }) => tile))));
    await copyPage(page, beside);
  });
  return describe(chosen);
}

/** Where the built page is. @throws Error where it was not built */
function builtPage(): string {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('@jiagu/web/package.json')),
    'dist/page',
  );
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`${folder} has no page: build it with \`npm run build\``);
  return folder;
}

/** Images of a run, of each domain whose images are at hand. */
type RunImages = Partial<Record<Domain, Dataset>>;

/**
 * The training images of both domains; those of the target without labels.
 * @throws Error naming what can't be read where those of no domain are at hand
 */
async function openImages({ folder, config }: OpenRun): Promise<RunImages> {
  const known = recordedClasses(folder, config);
  const images: RunImages = {};
  const faults: Partial<Record<Domain, string>> = {};
  for (const domain of DOMAINS)
    try {
      const dataset = await openPart(config.data, `${domain}.train`, known);
      if (dataset) images[domain] = dataset;
    } catch (error) {
      faults[domain] = (error as Error).message;
    }
  if (_.isEmpty(images))
    throw new Error(
      `${Object.values(faults).join('; ')}. A page needs training images of the run, by which it checks that browsers compute as training does`,
    );
  // Those of the source are missed by whoever looks for the examples.
  if (faults.target !== undefined) note(`the page has no textures of scans: ${faults.target}`);
  return images;
}

/** An image of the run that the page carries. */
interface Sample {
  readonly domain: Domain;
  readonly dataset: Dataset;
  readonly index: number;
  readonly tile: Tile;
}

async function sampleImages(images: RunImages): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const domain of DOMAINS) {
    const all = images[domain];
    if (!all) continue;
    const dataset = drawDistinct(all, SAMPLES, new RandomStream(`page/${domain}`));
    for (let index = 0; index < dataset.length; index++)
      samples.push({ domain, dataset, index, tile: await dataset.read(index) });
  }
  return samples;
}

function smallExample(image: Pixels): Tile {
  const side = Math.min(EXAMPLE_SIDE, image.width);
  return resize(image, side, side, 'bicubic');
}

/** The state of those networks of a method that its page has. */
function stateOf({ modules }: Method, trained: Trained): StateDict {
  const state: StateDict = new Map();
  for (const prefix of Object.keys(trained.modules))
    for (const [name, tensor] of modules[prefix]?.stateDict(`${prefix}.`) ?? []) state.set(name, tensor);
  return state;
}

const load = ({ modules }: Trained, state: StateDict): void => {
  for (const [prefix, network] of Object.entries(modules)) network.loadStateDict(state, `${prefix}.`);
};

async function choosePrecision(
  trained: Trained,
  state: StateDict,
  images: RunImages,
  { config }: OpenRun,
  wanted: Precision | undefined,
): Promise<Pick<PageModel['weights'], 'precision' | 'measured'>> {
  if (wanted) return { precision: wanted };
  const taken: Record<Precision, number[]> = { float32: [], float16: [] };
  for (const precision of ['float32', 'float16'] as const) {
    load(trained, loadedState(storedTensors(state, precision)));
    for (const domain of DOMAINS) {
      const dataset = images[domain];
      if (!dataset) continue;
      const subset = drawSubset(dataset, JUDGED, new RandomStream(`precision/${domain}`));
      const options = { batchSize: config.training.evaluate.batchSize, imageSize: config.data.imageSize };
      for await (const { images: batch } of imageTensors(subset, options)) {
        const logits = trained.recogniser.logits(batch, domain);
        const best = tf.argMax(logits, 1);
        taken[precision].push(...(await best.data()));
        best.dispose();
        logits.dispose();
      }
    }
  }
  const count = taken.float32.length;
  const changed = taken.float32.filter((label, i) => label !== taken.float16[i]).length;
  return {
    precision: changed < count / 1000 ? 'float16' : 'float32',
    measured: { images: count, changed },
  };
}

/** Class scores of the samples. */
async function logitsOf(
  recogniser: Pick<Recogniser, 'logits'>,
  samples: readonly Sample[],
  imageSize: number,
): Promise<number[][]> {
  const rows: number[][] = [];
  for (const [domain, dataset] of new Map(samples.map(({ domain, dataset }) => [domain, dataset])))
    for await (const { images } of imageTensors(dataset, { batchSize: SAMPLES, imageSize })) {
      const logits = recogniser.logits(images, domain);
      rows.push(...((await logits.array()) as number[][]));
      logits.dispose();
    }
  return rows;
}

/** Copies the built page, and tells its service worker what to keep: all files. */
async function copyPage(page: string, folder: string): Promise<void> {
  const names = readdirSync(page, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(page.length + 1));
  const kept = new Map<string, Uint8Array>();
  for (const name of [MODEL_FILE, WEIGHTS_FILE, EXAMPLES_FILE, SAMPLES_FILE])
    kept.set(name, await readFile(join(folder, name)));
  for (const name of names) {
    if (name === SERVICE_WORKER) continue;
    const content = await readFile(join(page, name));
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
    kept.set(name.replaceAll('\\', '/'), content);
  }
  const program = readFileSync(join(page, SERVICE_WORKER), 'utf8');
  await writeFile(join(folder, SERVICE_WORKER), serviceWorker(program, kept));
}

function describe({ precision, measured }: Pick<PageModel['weights'], 'precision' | 'measured'>): string {
  if (!measured) return `weights as ${precision}`;
  const { images, changed } = measured;
  return `weights as ${precision}: with 16 bits, ${changed} of ${images} images are taken for another class`;
}
