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

/** Number of test images of each domain for the histogram of texture codes. */
const encoded = 64;

/**
 * Writes the same events for TensorBoard and, at every evaluation, histograms of the trained weights of each network, of
 * the texture codes of both domains if the method has them, and of the evaluator's own values. A checkpoint records the
 * length of the file; everything after it is cut off when training continues from there.
 */
export class TensorBoardLog implements Hook {
  readonly name = 'tensorboard';
  private writer: EventFileWriter | null = null;
  private folder = '';
  /** position in the file at the checkpoint from which training continues; earlier versions did not record it */
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
 * Writes pictures that were drawn after the training to a separate event file, each as `final/<name>`.
 * @param files paths of PNG files, relative to the run folder
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

/** One histogram of all trained weights for each network. */
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

/** Histograms of the texture codes of both domains, always from the same test images. */
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
