import type { Domain } from '@jiagu/config/portable';
import { type Pixels, prepareImage, prepareView, viewLength } from '@jiagu/data/portable';
import { likeliest, softmax, toTiles, type Candidate } from '@jiagu/evaluation/portable';
import type { Trained } from '@jiagu/methods/portable';
import { activationHeat, classActivation } from '@jiagu/nn';
import { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { decodeImage } from './decode.js';
import { buildNetworks, type PageFiles } from './load-model.js';
import type { Examination, Picture, Reading } from './messages.js';

/** Classes that are named for an image. */
const TOP = 5;

/** What the networks of a page say of images. */
export class Engine {
  private readonly networks: Trained;
  private current: tf.Tensor4D | undefined;
  private readonly codes = new Map<number, tf.Tensor2D>();
  private readonly nothingDrawn = new RandomStream('');

  /** Needs a started backend. @throws Error naming the tensor that does not fit */
  constructor(private readonly files: PageFiles) {
    this.networks = buildNetworks(files);
  }

  /** The greatest difference between a class score of a sample and what the program that trained the networks gave. */
  async difference(): Promise<number> {
    let greatest = 0;
    for (const domain of ['source', 'target'] as const) {
      const sample = this.files.samples.find((each) => each.domain === domain);
      if (!sample) continue;
      const scores = await this.scores([this.view(sample.pixels)], domain);
      for (const [c, score] of (scores[0] ?? []).entries())
        greatest = Math.max(greatest, Math.abs(score - (sample.logits[c] ?? NaN)));
    }
    return greatest;
  }

  /** Class scores of an image. */
  async logits(image: Blob, domain: Domain): Promise<number[]> {
    const [scores] = await this.scores([await this.prepare(image, domain)], domain);
    return [...(scores ?? [])];
  }

  /** Reads images at once; a text tells why one can't be read. */
  async read(images: readonly Blob[], domain: Domain): Promise<(Reading | string)[]> {
    const views = await Promise.all(
      images.map((image) => this.prepare(image, domain).catch((error: Error) => error.message)),
    );
    const readable = views.filter((view) => typeof view !== 'string');
    const scores = readable.length > 0 ? await this.scores(readable, domain) : [];
    let next = 0;
    return views.map((view) =>
      typeof view === 'string'
        ? view
        : { candidates: this.candidates(scores[next++] as Float32Array), seen: this.picture(view) },
    );
  }

  /** Reads an image, looks where its classes are seen, and keeps its structure. */
  async examine(image: Blob, domain: Domain): Promise<Examination> {
    const view = await this.prepare(image, domain);
    const { recogniser, separation } = this.networks;
    const { imageSize } = this.files.model;
    const [scores] = await this.scores([view], domain);
    const candidates = this.candidates(scores as Float32Array);
    const images = this.tensor([view]);
    const heats: Uint8Array<ArrayBuffer>[] = [];
    const maps = recogniser.maps?.(images, domain);
    if (maps) {
      const heat = tf.tidy(() => {
        const each = tf.tile(maps, [candidates.length, 1, 1, 1]);
        const classes = candidates.map((candidate) => candidate.class);
        const activation = classActivation(each, (features) => recogniser.classify(features), classes);
        return activationHeat(activation, [imageSize, imageSize]);
      });
      const bytes = Uint8Array.from(await heat.data<'float32'>(), (x) => Math.round(255 * x));
      tf.dispose([heat, maps]);
      const length = imageSize * imageSize;
      for (let i = 0; i < candidates.length; i++) heats.push(bytes.slice(i * length, (i + 1) * length));
    }
    this.current?.dispose();
    this.current = separation && tf.tidy(() => separation.encode(images, domain).structure);
    images.dispose();
    return { candidates, heats, seen: this.picture(view) };
  }

  /** The current image in a texture between those of two samples of one domain. */
  async redraw(from: number, to: number, share: number): Promise<Picture> {
    const { separation } = this.networks;
    const domain = this.files.samples[from]?.domain;
    const structure = this.current;
    if (!separation || !structure || domain === undefined) throw new Error('there is nothing to redraw');
    const [first, second] = [this.code(from), this.code(to)];
    const drawn = tf.tidy(() => {
      const texture = tf.add(tf.mul(first, 1 - share), tf.mul(second, share)) as tf.Tensor2D;
      return separation.decode(structure, texture, domain);
    });
    const [tile] = await toTiles(drawn);
    drawn.dispose();
    if (!tile) throw new Error('nothing was drawn');
    return opaque(tile);
  }

  /** Frees everything. */
  dispose(): void {
    for (const network of Object.values(this.networks.modules)) network.dispose();
    tf.dispose([...this.codes.values()]);
    this.current?.dispose();
  }

  /** The texture of a sample, kept. */
  private code(sample: number): tf.Tensor2D {
    const known = this.codes.get(sample);
    if (known) return known;
    const { domain, pixels } = this.files.samples[sample] ?? {};
    const { separation } = this.networks;
    if (!domain || !pixels || !separation) throw new Error('there is no such texture');
    const code = tf.tidy(() => separation.encode(this.tensor([this.view(pixels)]), domain).texture);
    this.codes.set(sample, code);
    return code;
  }

  /** An image as the networks take it. @throws Error telling why it can't be read */
  private async prepare(image: Blob, domain: Domain): Promise<Float32Array> {
    const { channels, resizeTo, preprocess } = this.files.model;
    return this.view(
      prepareImage(await decodeImage(image), { channels, resizeTo, preprocess: preprocess[domain] }),
    );
  }

  /** The centre window of a prepared image. */
  private view(pixels: Pixels): Float32Array {
    const { imageSize, channels } = this.files.model;
    const own = channels === 1 ? firstChannel(pixels) : pixels;
    const out = new Float32Array(viewLength({ imageSize, channels }));
    prepareView(own, {}, { imageSize, channels }, this.nothingDrawn, out, 0);
    return out;
  }

  private tensor(views: readonly Float32Array[]): tf.Tensor4D {
    const { imageSize, channels } = this.files.model;
    const length = imageSize * imageSize * channels;
    const all = new Float32Array(views.length * length);
    views.forEach((view, i) => all.set(view, i * length));
    return tf.tensor4d(all, [views.length, imageSize, imageSize, channels]);
  }

  /** @throws Error where scores are not finite */
  private async scores(views: readonly Float32Array[], domain: Domain): Promise<Float32Array[]> {
    const logits = tf.tidy(() => this.networks.recogniser.logits(this.tensor(views), domain));
    const [count, classes] = logits.shape;
    const values = await logits.data<'float32'>();
    logits.dispose();
    if (!values.every(Number.isFinite))
      throw new Error('the class scores are not finite: the weights are damaged');
    return Array.from({ length: count }, (_, n) => values.slice(n * classes, (n + 1) * classes));
  }

  private candidates(scores: Float32Array): Candidate[] {
    return likeliest(softmax(scores).probabilities, this.files.model.classNames, TOP);
  }

  /** A view as a picture. */
  private picture(view: Float32Array): Picture {
    const { imageSize, channels } = this.files.model;
    const data = Uint8Array.from(view, (x) => Math.round(((x + 1) / 2) * 255));
    return opaque({ width: imageSize, height: imageSize, channels, data });
  }
}

/** A grey image of a sheet in colour. */
function firstChannel(pixels: Pixels): Pixels {
  const { width, height, channels, data } = pixels;
  if (channels === 1) return pixels;
  return { width, height, channels: 1, data: data.filter((_, i) => i % channels === 0) };
}

function opaque({ width, height, channels, data }: Pixels): Picture {
  const out = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out[4 * i + c] = data[i * channels + Math.min(c, channels - 1)] as number;
    out[4 * i + 3] = 255;
  }
  return { width, height, data: out };
}
