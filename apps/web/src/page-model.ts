import { DOMAINS, modelSchema, preprocessSchema } from '@jiagu/config/portable';
import { z } from 'zod';

/** The file that tells the page what it shows. */
export const MODEL_FILE = 'model.json';
/** The networks, as safetensors. */
export const WEIGHTS_FILE = 'model.safetensors';
/** A handprinted example of each class, in a sheet. */
export const EXAMPLES_FILE = 'examples.png';
/** Images of the run as its networks see them, in a sheet: they give textures, and check a browser's arithmetic. */
export const SAMPLES_FILE = 'samples.png';
/** Tiles of a row of a sheet. */
export const SHEET_COLUMNS = 16;

/** What the page may load and where it may send: its own files, nothing else. It stands in the page, and servers may send it. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'";

/** Characters that a description has at most: of 100 000 classes it has about that many. */
const LONGEST = 64e6;

/** Numbers that no network of today comes near, so that a damaged file does not fill the memory. */
const size = z.number().int().min(1).max(16_384);
const side = z.number().int().min(16).max(2048);

const methodSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('backbone'),
    bottleneck: z.number().int().min(0).max(16_384),
    second: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('stsn'),
    snapshot: z.boolean(),
    averaged: z.boolean(),
    textureCode: size,
    privateEncoder: z.strictObject({ width: size, stages: z.number().int().min(1).max(12) }),
    decoder: z.strictObject({ width: size, minimumWidth: size, pixelShuffle: z.boolean() }),
  }),
]);

/** An image of the sheet of samples. */
const sampleSchema = z.strictObject({
  domain: z.enum(DOMAINS),
  /** class scores by the program that trained the networks, with the weights as the page has them */
  logits: z.array(z.number()),
});

/** What the page shows: `model.json`. */
export const pageModelSchema = z.strictObject({
  format: z.literal(1),
  /** as tables call the run */
  title: z.string(),
  run: z.string(),
  /** name of the method */
  method: z.string(),
  /** steps of training */
  step: z.number().int().min(0),
  /** in the order of the networks' outputs */
  classNames: z.array(z.string()).min(2).max(100_000),
  channels: z.union([z.literal(1), z.literal(3)]),
  model: modelSchema.omit({ pretrained: true }).extend({ width: size }),
  networks: methodSchema,
  imageSize: side,
  resizeTo: side,
  preprocess: z.strictObject({ source: preprocessSchema, target: preprocessSchema }),
  weights: z.strictObject({
    precision: z.enum(['float16', 'float32']),
    bytes: z.number().int().min(1),
    /** what the precision was chosen by; absent where it was asked for */
    measured: z
      .strictObject({ images: z.number().int().min(1), changed: z.number().int().min(0) })
      .optional(),
  }),
  examples: z.strictObject({
    side,
    /** the class of each tile */
    classes: z.array(z.number().int().min(0)),
  }),
  /** whether strokes of handprints are darker or lighter than their ground */
  strokes: z.enum(['dark', 'light']),
  samples: z.array(sampleSchema).min(1).max(64),
});

/** What the page shows. */
export type PageModel = z.infer<typeof pageModelSchema>;

/**
 * Reads the text of `model.json`.
 * @throws Error telling in a sentence what is wrong
 */
export function parsePageModel(text: string): PageModel {
  if (text.length > LONGEST)
    throw new Error(
      `${MODEL_FILE} is damaged: it has ${text.length} characters, at most ${LONGEST} are read`,
    );
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new Error(`${MODEL_FILE} is damaged: it is not JSON`, { cause: error });
  }
  const { success, data, error } = pageModelSchema.safeParse(content);
  if (!success) {
    const [issue] = error.issues;
    throw new Error(`${MODEL_FILE} is damaged: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
  }
  const { classNames, samples, examples } = data;
  if (samples.some(({ logits }) => logits.length !== classNames.length))
    throw new Error(`${MODEL_FILE} is damaged: a sample has not one score for each class`);
  if (examples.classes.some((label) => label >= classNames.length))
    throw new Error(`${MODEL_FILE} is damaged: an example is of no class`);
  return data;
}
