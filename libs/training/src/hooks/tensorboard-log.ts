import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import { domainData, domainsOf } from '@jiagu/data';
import { cutEventFiles, EventFileWriter, type EventMark } from '@jiagu/event-file';
import { textureCodes } from '@jiagu/evaluation';
import { RandomStream } from '@jiagu/random';
import sharp from 'sharp';
import { writeError } from '@jiagu/disk';
import type { EvaluationResult } from '../evaluator.js';
import type { Hook, Progress, RunningTraining } from '../hook.js';
import type { RunFolder } from '../run-folder.js';

/** Test images of each domain whose texture codes make a histogram. */
const encoded = 64;

/**
 * Writes the same events for TensorBoard, and histograms at every evaluation: the trained weights of each network, the
 * texture codes of both domains where the method has some, and what the evaluator has. A checkpoint knows how far the file had come; what came
 * after is cut off when training goes on from there.
 */
export class TensorBoardLog implements Hook {
  readonly name = 'tensorboard';
  private writer: EventFileWriter | null = null;
  private folder = '';
  /** of the checkpoint from which training goes on; absent in those of earlier versions */
  private restored: EventMark | undefined;

  restore(state: unknown): void {
    this.restored = state as EventMark;
  }

  beforeTraining({ step, parts: { folder } }: RunningTraining): void {
    this.folder = folder.path;
    this.write(() => {
      if (this.restored ?? step === 0) cutEventFiles(folder.path, this.restored ?? null);
      this.writer = new EventFileWriter(folder.path, step > 0 ? step + 1 : undefined);
    });
  }

  state(): EventMark | undefined {
    return this.write((writer) => writer?.mark());
  }

  progress({ step }: RunningTraining, { losses, rates, imagesPerSecond }: Progress): void {
    this.write((writer) => {
      for (const [name, value] of Object.entries(losses)) writer?.scalar(`loss/${name}`, value, step);
      for (const [name, value] of Object.entries(rates)) writer?.scalar(`rate/${name}`, value, step);
      writer?.scalar('images per second', imagesPerSecond, step);
      writer?.flush();
    });
  }

  async evaluated(
    trainer: RunningTraining,
    { figures, histograms: found = {} }: EvaluationResult,
  ): Promise<void> {
    const { step } = trainer;
    const histograms = [...(await weights(trainer)), ...(await textures(trainer)), ...Object.entries(found)];
    this.write((writer) => {
      for (const { name, value } of figures) writer?.scalar(name, value, step);
      for (const [tag, values] of histograms) writer?.histogram(tag, values, step);
      writer?.flush();
    });
  }

  async sample({ step, parts: { folder } }: RunningTraining, file: string): Promise<void> {
    const picture = await readPicture(folder, file);
    this.write((writer) => writer?.image('samples', ...picture, step));
  }

  afterTraining(): void {
    this.write((writer) => writer?.close());
  }

  private write<T>(work: (writer: EventFileWriter | null) => T): T {
    try {
      return work(this.writer);
    } catch (error) {
      throw writeError(this.writer?.path ?? this.folder, error);
    }
  }
}

/**
 * Puts pictures that were drawn after the training into an event file of their own, each under `final/` and its name.
 * @param files PNGs, relative to the run folder
 */
export async function logPictures(folder: RunFolder, files: readonly string[], step: number): Promise<void> {
  const pictures = await Promise.all(files.map((file) => readPicture(folder, file)));
  try {
    const writer = new EventFileWriter(folder.path);
    for (const [i, picture] of pictures.entries())
      writer.image(`final/${parse(files[i] ?? '').name}`, ...picture, step);
    writer.close();
  } catch (error) {
    throw writeError(folder.path, error);
  }
}

async function readPicture(
  folder: RunFolder,
  file: string,
): Promise<[png: Buffer, width: number, height: number]> {
  const png = await readFile(folder.file(file));
  const { width, height } = await sharp(png).metadata();
  return [png, width, height];
}

type Histogram = [tag: string, values: Float32Array];

/** All trained weights of each network at once. */
async function weights({ parts: { method } }: RunningTraining): Promise<Histogram[]> {
  const trained = new Set(Object.values(method.optimizers).flatMap(({ parameters }) => parameters));
  const histograms: Histogram[] = [];
  for (const [name, module] of Object.entries(method.modules)) {
    const parameters = module.parameters().filter((parameter) => trained.has(parameter));
    const values = await Promise.all(parameters.map(({ value }) => value.data<'float32'>()));
    if (values.length > 0) histograms.push([`weights/${name}`, concat(values)]);
  }
  return histograms;
}

/** Texture codes of the same few test images of both domains. */
async function textures({ parts: { method, domains, config } }: RunningTraining): Promise<Histogram[]> {
  const { separation } = method;
  if (!separation) return [];
  const histograms: Histogram[] = [];
  for (const domain of domainsOf(domains)) {
    const codes = await textureCodes(separation, domainData(domains, domain).test, domain, {
      images: encoded,
      imageSize: config.data.imageSize,
      stream: new RandomStream('texture codes'),
    });
    histograms.push([`texture code/${domain}`, concat(codes)]);
  }
  return histograms;
}

function concat(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
