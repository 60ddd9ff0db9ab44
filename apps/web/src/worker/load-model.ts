import type { Domain } from '@jiagu/config/portable';
import { buildTrained, type Trained } from '@jiagu/methods/portable';
import type { StateDict } from '@jiagu/nn';
import { RandomStream } from '@jiagu/random';
import { isFloatingPoint, parseSafetensors, toFloat32 } from '@jiagu/safetensors/portable';
import { MODEL_FILE, parsePageModel, SAMPLES_FILE, WEIGHTS_FILE, type PageModel } from '../page-model.js';
import { decodeImage } from './decode.js';
import { cutSheet } from '../sheet.js';
import type { Pixels } from '@jiagu/data/portable';

/** The files of a page, fetched and checked. */
export interface PageFiles {
  readonly model: PageModel;
  readonly state: StateDict;
  /** images as they are cut to the networks' size */
  readonly samples: readonly {
    readonly domain: Domain;
    readonly pixels: Pixels;
    readonly logits: readonly number[];
  }[];
}

/**
 * Fetches what the page shows.
 * @param base address of the page's folder
 * @throws Error telling in a sentence which file is missing or damaged
 */
export async function fetchFiles(base: string): Promise<PageFiles> {
  const model = parsePageModel(await (await fetchFile(base, MODEL_FILE)).text());
  const [weights, sheet] = await Promise.all([fetchFile(base, WEIGHTS_FILE), fetchFile(base, SAMPLES_FILE)]);
  const state = readState(new Uint8Array(await weights.arrayBuffer()), model.weights.bytes);
  const pixels = await decodeImage(sheet).catch((error: Error) => {
    throw new Error(`${SAMPLES_FILE}: ${error.message}`, { cause: error });
  });
  const tiles = cutSheet(pixels, model.resizeTo, model.samples.length);
  if (!tiles) throw new Error(`${SAMPLES_FILE} is damaged: it has too few images`);
  const samples = model.samples.map((sample, i) => ({ ...sample, pixels: tiles[i] as Pixels }));
  return { model, state, samples };
}

async function fetchFile(base: string, name: string): Promise<Blob> {
  const response = await fetch(new URL(name, base)).catch((error: Error) => {
    throw new Error(`${name} could not be fetched: ${error.message}`, { cause: error });
  });
  if (!response.ok) throw new Error(`${name} could not be fetched: the server answered ${response.status}`);
  return response.blob();
}

function readState(bytes: Uint8Array<ArrayBuffer>, expected: number): StateDict {
  if (bytes.length !== expected)
    throw new Error(`${WEIGHTS_FILE} is damaged: it has ${bytes.length} bytes, and ${expected} are expected`);
  const state: StateDict = new Map();
  for (const [name, tensor] of parseSafetensors(bytes, WEIGHTS_FILE).tensors) {
    if (!isFloatingPoint(tensor.dtype))
      throw new Error(`${WEIGHTS_FILE}: tensor ${name} holds no numbers of networks`);
    state.set(name, { shape: [...tensor.shape], data: toFloat32(tensor) });
  }
  return state;
}

/**
 * The networks on the engine that computes now.
 * @throws Error naming the tensor that is missing or of another shape
 */
export function buildNetworks({ model, state }: PageFiles): Trained {
  const { classNames, channels, model: encoder, networks } = model;
  const shape = { classes: classNames.length, channels, model: encoder, method: networks };
  const trained = buildTrained(shape, new RandomStream('page'));
  try {
    for (const [prefix, network] of Object.entries(trained.modules))
      network.loadStateDict(state, `${prefix}.`);
  } catch (error) {
    throw new Error(`${WEIGHTS_FILE}: ${(error as Error).message}`, { cause: error });
  }
  return trained;
}
