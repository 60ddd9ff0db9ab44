import type { Dataset } from '@jiagu/data';
import type { Domain } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import { imageTensors } from './image-tensors.js';
import type { Separation } from './separation.js';
import { drawSubset } from './subset.js';

export interface TextureCodeOptions {
  /** At most so many images, drawn by the stream. */
  readonly images: number;
  readonly imageSize: number;
  readonly stream: RandomStream;
}

/** Images encoded at once. */
const batchSize = 64;

/**
 * What the private encoder gives for images of a domain, a code each.
 * @throws Error naming a file that can't be read
 */
export async function textureCodes(
  separation: Separation,
  dataset: Dataset,
  domain: Domain,
  { images: count, imageSize, stream }: TextureCodeOptions,
): Promise<Float32Array[]> {
  const codes: Float32Array[] = [];
  for await (const { images } of imageTensors(drawSubset(dataset, count, stream), { batchSize, imageSize })) {
    const { structure, texture } = separation.encode(images, domain);
    structure.dispose();
    const [rows, length] = texture.shape;
    const values = (await texture.data()) as Float32Array;
    texture.dispose();
    for (let row = 0; row < rows; row++) codes.push(values.slice(row * length, (row + 1) * length));
  }
  return codes;
}

/**
 * Texture codes that no image gave: draws of the Gaussian that has the mean and the covariance of `codes`. A sum of
 * their deviations from the mean, each with a normal weight of variance 1 / (N - 1), has exactly that covariance; also
 * where there are fewer codes than numbers in one, and a covariance matrix could not be factorised.
 * @param codes at least two, all of one length
 */
export function drawTextureCodes(
  codes: readonly Float32Array[],
  count: number,
  stream: RandomStream,
): Float32Array[] {
  const [first] = codes;
  if (!first || codes.length < 2)
    throw new Error(
      `random textures need at least two images to take their spread from, here are ${codes.length}`,
    );
  const mean = first.map((_, k) => codes.reduce((sum, code) => sum + (code[k] as number), 0) / codes.length);
  const deviation = 1 / Math.sqrt(codes.length - 1);
  return Array.from({ length: count }, () => {
    const weights = codes.map(() => stream.normal(0, deviation));
    return mean.map((center, k) =>
      codes.reduce((sum, code, n) => sum + (weights[n] as number) * ((code[k] as number) - center), center),
    );
  });
}
