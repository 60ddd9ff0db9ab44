import type { Dataset } from '@jiagu/data';
import type { Domain } from '@jiagu/config';
import type { RandomStream } from '@jiagu/random';
import { imageTensors } from './image-tensors.js';
import type { Separation } from './separation.js';
import { drawSubset } from './subset.js';

/** Which images are encoded. */
export interface TextureCodeOptions {
  /** The most images, drawn at random from the stream. */
  readonly images: number;
  readonly imageSize: number;
  readonly stream: RandomStream;
}

/** Images encoded at once. */
const batchSize = 64;

/**
 * The texture code of each of some images of a domain.
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
 * Random texture codes, each at a random position between the codes of two random images. A Gaussian fitted to the
 * codes would also draw codes outside of the curved, sharply bounded region that they fill, where the decoder was never
 * trained and images look like none of the domain.
 * @param codes at least two, all of one length
 * @throws Error for fewer than two
 */
export function drawTextureCodes(
  codes: readonly Float32Array[],
  count: number,
  stream: RandomStream,
): Float32Array[] {
  if (codes.length < 2)
    throw new Error(`random textures need the codes of at least two images, here are ${codes.length}`);
  return Array.from({ length: count }, () => {
    const first = stream.integer(codes.length);
    const second = (first + 1 + stream.integer(codes.length - 1)) % codes.length;
    const [from, to] = [codes[first], codes[second]] as [Float32Array, Float32Array];
    const share = stream.uniform();
    return from.map((value, k) => value + share * ((to[k] as number) - value));
  });
}
