import { zeroCentredPenalty, type Judgement } from '@jiagu/critic';
import type { Domain, StsnConfig } from '@jiagu/config';
import { ImageDiscriminator } from '@jiagu/image-discriminator';
import { adversarialLoss, discriminatorAccuracy, type AdversarialLoss } from '@jiagu/losses';
import type { RandomStreams } from '@jiagu/random';
import type * as tf from '@tensorflow/tfjs-core';
import { augment } from '../gan/differentiable-augmentation.js';
import type { Terms } from '../update.js';
import type { StsnNetworks } from './networks.js';

/** What an image discriminator learns from in a step. */
export interface ImagesJudged {
  /** with their weights; `r1`: null where it is not configured */
  readonly terms: { readonly loss: Terms[string]; readonly r1: Terms[string] | null };
  /** share of the images, patch by patch, that are told apart; 0.5 where fooled */
  readonly accuracy: tf.Scalar;
  /** raw answers, one a patch */
  readonly scores: Readonly<Record<'real' | 'drawn', tf.Tensor>>;
}

/** The image discriminators of both domains, and the loss that they and the decoder play by. */
export class ImageAdversary {
  private readonly loss: AdversarialLoss;

  constructor(
    private readonly networks: StsnNetworks['D_I'],
    private readonly settings: StsnConfig['imageDiscriminator'],
    private readonly random: RandomStreams,
  ) {
    const { loss } = settings;
    this.loss = adversarialLoss(loss === 'hinge' ? { name: loss } : { name: loss, realLabel: 1 });
  }

  /** The decoder's loss of images that are to pass for real ones of a domain; its gradient flows through to them. */
  fooledBy(drawn: tf.Tensor4D, domain: Domain): tf.Scalar {
    const { scores } = this.judge(drawn, domain);
    // None of these losses looks at the real images' scores.
    return this.loss.generator(scores, scores);
  }

  /**
   * What the discriminator of a domain learns from. Real and translated images are judged in separate passes.
   * @param drawn translated into the domain, on another tape
   */
  tellApart(real: tf.Tensor4D, drawn: tf.Tensor4D, domain: Domain): ImagesJudged {
    const judged = { real: this.judge(real, domain), drawn: this.judge(drawn, domain) };
    const scores = { real: judged.real.scores, drawn: judged.drawn.scores };
    const { loss, r1 } = this.settings;
    return {
      terms: {
        loss: [1, this.loss.critic(scores.real, scores.drawn)],
        r1: r1 > 0 ? [r1, zeroCentredPenalty(judged.real.gradient(), 1)] : null,
      },
      accuracy: discriminatorAccuracy(scores.real, scores.drawn, loss === 'least-squares' ? 0.5 : 0),
      scores,
    };
  }

  private judge(images: tf.Tensor4D, domain: Domain): Pick<Judgement, 'scores' | 'gradient'> {
    const { augmentation } = this.settings;
    const seen = augmentation
      ? augment(images, augmentation, null, this.random.stream('stsn.augment'))
      : images;
    const network = this.networks[domain];
    if (!(network instanceof ImageDiscriminator)) return network.judge(seen, null, { training: true });
    return {
      scores: network.forward(seen),
      gradient: () => {
        throw new Error('R1 needs method.imageDiscriminator.norm: spectral');
      },
    };
  }
}
