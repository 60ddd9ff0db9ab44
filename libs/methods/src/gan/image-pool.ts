import { gatherOverRanks, world } from '@jiagu/distributed';
import { Buffer, hostScalar, hostTensor, Module, noGrad } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Generated images of earlier steps (Shrivastava 2017, as in CycleGAN). While the pool is not full, a new image is
 * shown to the critic and kept; afterwards, with probability 1/2 it replaces a random image of the pool, which is shown
 * instead, or else it is shown and not kept.
 */
export class ImagePool extends Module {
  /** [size, H, W, channels] */
  readonly images: Buffer;
  /** How many of them are filled. */
  readonly filled = new Buffer(tf.scalar(0));
  /** At the start of the step. */
  private before = 0;

  constructor(
    private readonly size: number,
    image: readonly [height: number, width: number, channels: number],
    private readonly random: RandomStream,
  ) {
    super();
    this.images = new Buffer(tf.zeros([size, ...image]));
  }

  /** Must be called before each step. */
  begin(): void {
    this.before = this.filled.value.dataSync()[0] ?? 0;
  }

  /**
   * The images to show to the critic in place of newly generated ones; no gradient flows into those. All ranks have
   * the same pool, into which the images of all can go.
   * @param update number of the critic's update within the step, from 0
   */
  exchange(generated: tf.Tensor4D, update: number): tf.Tensor4D {
    const { size } = this;
    const { rank, size: ranks } = world();
    const [own] = generated.shape;
    const batch = own * ranks;
    return noGrad(() => {
      // Positions in the pool followed by the batch: first those that are seen, then those that are kept.
      const positions = hostTensor([batch + size], (values) =>
        this.choose(values, batch, this.before + update * batch),
      );
      const all = tf.concat([this.images.value as tf.Tensor4D, gatherOverRanks(generated)]);
      const next = tf.gather(all, tf.cast(positions, 'int32'));
      const [seen, kept] = tf.split(next, [batch, size]) as [tf.Tensor4D, tf.Tensor4D];
      this.images.assign(kept);
      // The sum makes it an output of a recorded step, which a number of the host is not.
      const filled = hostScalar(() => Math.min(size, this.before + (update + 1) * batch));
      this.filled.assign(tf.add(filled, 0));
      return ranks === 1 ? seen : (tf.split(seen, ranks)[rank] as tf.Tensor4D);
    });
  }

  private choose(positions: Float32Array, batch: number, filledBefore: number): void {
    const { size, random } = this;
    const kept = Array.from({ length: size }, (_, slot) => slot);
    let filled = Math.min(size, filledBefore);
    for (let i = 0; i < batch; i++) {
      const itself = size + i;
      positions[i] = itself;
      if (filled < size) kept[filled++] = itself;
      else if (random.chance(0.5)) {
        const slot = random.integer(size);
        positions[i] = kept[slot] as number;
        kept[slot] = itself;
      }
    }
    positions.set(kept, batch);
  }
}
