import type { CycleganConfig, RunConfig } from '@jiagu/config';
import type { Translation } from '@jiagu/evaluation';
import { GradientTape, l1Mean, noGrad, type Module } from '@jiagu/nn';
import { RandomStream, type RandomStreams } from '@jiagu/random';
import { Adam } from '@jiagu/training';
import { Warper, type WarpPass } from '@jiagu/translator';
import * as tf from '@tensorflow/tfjs-core';
import { gradientNorm } from '../gan/critic-figures.js';
import { applyGradients, weighted, type Terms } from '../update.js';
import { DomainCritic } from './domain-critic.js';

/** Settings of a {@link Warping}. */
type WarpingSettings = Pick<CycleganConfig, 'critic' | 'loss' | 'augmentation' | 'optimizers' | 'pool'> & {
  readonly warp: NonNullable<CycleganConfig['warp']>;
};

/**
 * AGTGAN's first half (Huang 2022): warps of handprints that pass for glyphs as they come back from the target, are
 * different for each draw of noise, and tell the noise that they come from. The translators don't learn from them.
 */
export class Warping {
  readonly modules: Readonly<Record<string, Module>>;
  readonly optimizers: { readonly warper: Adam; readonly critic_warp: Adam };
  private readonly warper: Warper;
  private readonly critic: DomainCritic;
  private readonly noise: RandomStream;

  constructor(
    { data }: Pick<RunConfig, 'data'>,
    private readonly settings: WarpingSettings,
    random: RandomStreams,
  ) {
    const { warp, optimizers, pool } = settings;
    this.warper = new Warper({ ...data, ...warp }, random.stream('translation.warp.init'));
    this.critic = new DomainCritic('warp', { data, method: settings, pool, random });
    this.noise = random.stream('translation.warp');
    this.modules = { warper: this.warper, ...this.critic.modules };
    this.optimizers = {
      warper: new Adam(this.warper.parameters(), optimizers.translator),
      critic_warp: new Adam(this.critic.network.parameters(), optimizers.critic),
    };
  }

  /** Must be called before each step. */
  begin(): void {
    this.critic.begin();
  }

  /** @param left share of the rates that is left of decay */
  rates(left: number): Record<'warper' | 'critic_warp', number> {
    const { optimizers, warp } = this.settings;
    return {
      warper: warp.rate * left * optimizers.translator.lr,
      critic_warp: warp.rate * left * optimizers.critic.lr,
    };
  }

  /**
   * Updates the warps, then their critic.
   * @param source images to warp
   * @param like images that have the shapes of the target's glyphs and the look of the source
   * @param left share of the rates that is left of decay
   */
  update(source: tf.Tensor4D, like: tf.Tensor4D, left: () => number): Record<string, tf.Scalar> {
    const { warper, critic_warp } = this.optimizers;
    const tape = new GradientTape();
    const { warped, losses } = tape.record(() => {
      const made = this.make(source);
      return {
        warped: made.images,
        losses: weighted({ ...made.terms, 'warp, critic fooled': this.fooled(made.images, like) }),
      };
    });
    const { total, ...terms } = losses;
    const norms: Record<string, tf.Scalar> = {};
    applyGradients(tape, total, [[warper, () => this.rates(left()).warper]], (gradients) => {
      norms['gradient norm, warper'] = gradientNorm(gradients);
    });
    const ofCritic = new GradientTape();
    const { loss } = ofCritic.record(() => this.critic.judge(like, warped));
    applyGradients(ofCritic, loss, [[critic_warp, () => this.rates(left()).critic_warp]]);
    return { ...terms, 'critic, warp': loss, ...norms };
  }

  /** A translation whose source images are warped first, by the same noise at every call. */
  before(translation: Translation): Translation {
    return {
      ...translation,
      translate: (images, from, others) => {
        if (from === 'target') return translation.translate(images, from, others);
        const warped = this.warp(images, { training: false, noise: new RandomStream('warp') });
        const translated = translation.translate(warped, from, others);
        warped.dispose();
        return translated;
      },
    };
  }

  private warp(images: tf.Tensor4D, pass: WarpPass): tf.Tensor4D {
    return noGrad(() =>
      tf.tidy(() => {
        const seen = this.warper.see(images, pass);
        return this.warper.apply(images, this.warper.plan(seen, this.warper.drawNoise(seen, pass), pass));
      }),
    );
  }

  private fooled(warped: tf.Tensor4D, like: tf.Tensor4D): Terms[string] {
    return [this.settings.warp.weights.adversarial, this.critic.fooledBy(warped, like)];
  }

  /** Warped images, and the losses of their variety. */
  private make(source: tf.Tensor4D): { images: tf.Tensor4D; terms: Terms } {
    const { warper } = this;
    const { weights } = this.settings.warp;
    const pass = { training: true, noise: this.noise };
    const seen = warper.see(source, pass);
    const [noise, other] = [warper.drawNoise(seen, pass), warper.drawNoise(seen, pass)];
    const [warp, otherWarp] = [warper.plan(seen, noise, pass), warper.plan(seen, other, pass)];
    return {
      images: warper.apply(source, warp),
      terms: {
        // What is to be far apart.
        'warp, bends apart': [-weights.bend, l1Mean(warp.bend, otherWarp.bend)],
        'warp, affine apart': [-weights.affine, l1Mean(warp.affine, otherWarp.affine)],
        'warp, noise': [weights.noise, l1Mean(noise, warper.readNoise(warp))],
      },
    };
  }
}
