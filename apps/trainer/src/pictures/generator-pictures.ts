import type { Dataset } from '@jiagu/data';
import {
  drawFrom,
  drawNoise,
  drawSubset,
  loadImages,
  narrowNoise,
  nearestImages,
  noiseArc,
  subset,
  toTiles,
  whiteTile,
  type Generator,
  type Tile,
} from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import { GENERATOR_PICTURES, imageGrid } from '@jiagu/report';
import _ from 'lodash';
import type { NamedPicture } from './run-pictures.js';

/** What pictures of a generator are made from. */
export interface GeneratorPictureOptions {
  /** images that it was trained on */
  readonly training: Dataset;
  /** images that it was not trained on */
  readonly real: Dataset;
  readonly imageSize: number;
  /** decides noise and images, which are the same at every step and in every run with this seed */
  readonly seed: number;
}

type HeldOut = Omit<GeneratorPictureOptions, 'training'>;

/** Size of a picture without classes. */
const grid = { rows: 6, columns: 10 };
/** Size of a picture by class: number of classes, and of drawn and real images of each. */
const byClass = { classes: 8, drawn: 8, real: 2 };
/** Interpolations between noise vectors: their number, and the images in each. */
const arcs = { rows: 6, steps: 9 };
/** Limits at which noise is truncated. */
const limits = [0.25, 0.5, 1, 1.5, Infinity];
/** Approximate side of a tile, pixels. */
const tileSize = 64;
/** Images that are processed together. */
const batchSize = 64;

/**
 * Images that the generator draws from fixed noise. With classes, there is a row for each of at most eight, all from
 * the same noise.
 * @returns a PNG
 */
export async function samplesPicture(
  generator: Generator,
  { real, imageSize, seed }: HeldOut,
): Promise<Buffer> {
  const { rows, classes } = await samples(generator, seed);
  return imageGrid({ rows, rowLabels: namesOf(classes, real), upscale: scaleOf(imageSize) });
}

/** Draws the final pictures of a training, one after the other. */
export async function* generatorPictures(
  generator: Generator,
  options: GeneratorPictureOptions,
): AsyncGenerator<NamedPicture, void, void> {
  if (generator.classes > 0)
    yield { file: GENERATOR_PICTURES.classes, content: await classesPicture(generator, options) };
  else {
    yield { file: GENERATOR_PICTURES.generated, content: await samplesPicture(generator, options) };
    yield { file: GENERATOR_PICTURES.real, content: await realPicture(options) };
  }
  yield { file: GENERATOR_PICTURES.nearest, content: await nearestPicture(generator, options) };
  yield { file: GENERATOR_PICTURES.arcs, content: await arcsPicture(generator, options) };
  yield { file: GENERATOR_PICTURES.truncation, content: await truncationPicture(generator, options) };
}

/** A row for each class: real images, then drawn ones. @returns a PNG */
export async function classesPicture(
  generator: Generator,
  { real, imageSize, seed }: HeldOut,
): Promise<Buffer> {
  const { rows, classes } = await samples(generator, seed);
  const beside: Tile[][] = [];
  for (const label of classes) beside.push(await tilesOf(ofClass(real, label, byClass.real), imageSize));
  const empty = whiteTile(rows[0]?.[0] as Tile);
  return imageGrid({
    rows: rows.map((row, i) => [..._.range(byClass.real).map((k) => beside[i]?.[k] ?? empty), ...row]),
    rowLabels: namesOf(classes, real),
    columnLabels: [..._.range(byClass.real).map(() => 'real'), ..._.range(byClass.drawn).map(() => 'drawn')],
    upscale: scaleOf(imageSize),
  });
}

/** Real images in the arrangement of the generated ones. */
async function realPicture({ real, imageSize, seed }: HeldOut): Promise<Buffer> {
  const drawn = drawSubset(real, grid.rows * grid.columns, streamOf(seed, 'real'));
  const rows = _.chunk(await tilesOf(drawn, imageSize), grid.columns);
  return imageGrid({ rows, upscale: scaleOf(imageSize) });
}

/** Rows of generated images, and below each image the training image whose pixels are nearest. */
async function nearestPicture(
  generator: Generator,
  { training, imageSize, seed }: GeneratorPictureOptions,
): Promise<Buffer> {
  const count = 3 * grid.columns;
  const noise = drawNoise(count, generator.latent, streamOf(seed, 'nearest'));
  const images = drawFrom(generator, noise, labelsInTurn(generator, count));
  const found = await nearestImages(images, training, { batchSize, imageSize });
  const generated = _.chunk(await toTiles(images), grid.columns);
  images.dispose();
  const learned = await tilesOf(
    subset(
      training,
      found.map(({ index }) => index),
    ),
    imageSize,
  );
  const nearest = _.chunk(learned, grid.columns);
  return imageGrid({
    rows: generated.flatMap((row, i) => [row, nearest[i] as Tile[]]),
    rowLabels: generated.flatMap(() => ['drawn', 'nearest']),
    upscale: scaleOf(imageSize),
  });
}

/** Interpolations between noise vectors, one per row; with classes, a row shows one class. @returns a PNG */
export async function arcsPicture(generator: Generator, { real, imageSize, seed }: HeldOut): Promise<Buffer> {
  const ends = _.chunk(drawNoise(2 * arcs.rows, generator.latent, streamOf(seed, 'arcs')), 2);
  const classes = labelsInTurn(generator, arcs.rows);
  const rows: Tile[][] = [];
  for (const [row, [from, to]] of ends.entries()) {
    const way = noiseArc(from as Float32Array, to as Float32Array, arcs.steps);
    rows.push(
      await drawTiles(
        generator,
        way,
        way.map(() => classes[row] ?? 0),
      ),
    );
  }
  return imageGrid({
    rows,
    rowLabels: namesOf(classes, real),
    columnLabels: _.range(arcs.steps).map((i) => (i / (arcs.steps - 1)).toFixed(2)),
    upscale: scaleOf(imageSize),
  });
}

/**
 * The same images with noise truncated ever less from row to row; with classes, a column shows one class.
 * @returns a PNG
 */
export async function truncationPicture(
  generator: Generator,
  { real, imageSize, seed }: HeldOut,
): Promise<Buffer> {
  const stream = streamOf(seed, 'truncation');
  const classes = labelsInTurn(generator, grid.columns);
  let noise = drawNoise(grid.columns, generator.latent, stream);
  const rows: Tile[][] = [];
  for (const limit of limits.toReversed()) {
    noise = narrowNoise(noise, limit, stream);
    rows.unshift(await drawTiles(generator, noise, classes));
  }
  return imageGrid({
    rows,
    rowLabels: limits.map((limit) => (limit === Infinity ? 'whole' : `up to ${limit}`)),
    columnLabels: namesOf(classes, real),
    upscale: scaleOf(imageSize),
  });
}

/** Rows of images drawn from fixed noise, and the classes of the rows if there are classes. */
async function samples(
  generator: Generator,
  seed: number,
): Promise<{ rows: Tile[][]; classes: readonly number[] }> {
  const stream = streamOf(seed, 'samples');
  if (generator.classes === 0) {
    const noise = drawNoise(grid.rows * grid.columns, generator.latent, stream);
    return { rows: _.chunk(await drawTiles(generator, noise), grid.columns), classes: [] };
  }
  const noise = drawNoise(byClass.drawn, generator.latent, stream);
  const count = Math.min(byClass.classes, generator.classes);
  // Evenly spread over all classes.
  const classes = _.range(count).map((i) => Math.floor((i * generator.classes) / count));
  const rows: Tile[][] = [];
  for (const label of classes)
    rows.push(
      await drawTiles(
        generator,
        noise,
        noise.map(() => label),
      ),
    );
  return { rows, classes };
}

/** A class for each image, evenly spread over all classes; empty without classes. */
function labelsInTurn({ classes }: Generator, count: number): number[] {
  if (classes === 0) return [];
  return _.range(count).map((i) => Math.floor((i * classes) / count) % classes);
}

async function drawTiles(
  generator: Generator,
  noise: readonly Float32Array[],
  labels: readonly number[] = [],
): Promise<Tile[]> {
  const images = drawFrom(generator, noise, labels);
  const tiles = await toTiles(images);
  images.dispose();
  return tiles;
}

async function tilesOf(dataset: Dataset, imageSize: number): Promise<Tile[]> {
  if (dataset.length === 0) return [];
  const images = await loadImages(dataset, imageSize);
  const tiles = await toTiles(images);
  images.dispose();
  return tiles;
}

function ofClass(dataset: Dataset, label: number, most: number): Dataset {
  const indices = _.range(dataset.length).filter((i) => dataset.labels[i] === label);
  return subset(dataset, indices.slice(0, most));
}

const namesOf = (classes: readonly number[], { classNames }: Dataset): string[] =>
  classes.map((label) => classNames[label] ?? String(label));

/** Pictures have their own random streams, so that they do not change the training. */
const streamOf = (seed: number, picture: string): RandomStream =>
  new RandomStream(`${seed}/generator pictures/${picture}`);

const scaleOf = (imageSize: number): number => Math.max(1, Math.round(tileSize / imageSize));
