import { DOMAINS, otherDomain, type DtmlConfig, type Domain, type RunConfig } from '@jiagu/config';
import type { Recogniser } from '@jiagu/evaluation';
import { crossEntropy, pseudoLabelCrossEntropy, viewContrast } from '@jiagu/losses';
import type { Module } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import * as tf from '@tensorflow/tfjs-core';
import { BackboneNetworks } from '../backbone-method/backbone-networks.js';
import { onSource, onTarget, untracked } from '../passes.js';
import { recogniserOf } from '../recogniser.js';
import type { Terms } from '../update.js';
import type { Both, TwoWayStep, TwoWayWish } from './two-way-wish.js';

/**
 * Mutual learning (DTML, Li 2025): a recogniser for each domain. Both learn the classes of the source, that of the target
 * from translated images; either is to see a translation as it sees the original; and each learns sure predictions that
 * the other makes of the same image in its own domain.
 */
export class MutualLearning implements TwoWayWish {
  readonly trained: Readonly<Record<string, Module>>;
  readonly frozen = {};
  readonly labels = true;
  /** Reads images of each domain with the recogniser of that domain. */
  readonly recogniser: Recogniser;
  private readonly recognisers: Both<BackboneNetworks>;

  constructor(
    config: Pick<RunConfig, 'data' | 'model'>,
    private readonly method: DtmlConfig,
    random: RandomStreams,
  ) {
    const build = () => new BackboneNetworks(config, method, random.stream('init'));
    const recognisers = (this.recognisers = { source: build(), target: build() });
    this.trained = Object.fromEntries(
      DOMAINS.flatMap((domain) =>
        Object.entries(recognisers[domain].modules).map(([name, network]) => [`${domain}_${name}`, network]),
      ),
    );
    this.recogniser = recogniserOf({
      feature: (images, pass) => this.joined(images, pass.domain ?? 'source', pass),
      classify: (features) => this.classify(features),
      track: (images, domain, pass) => recognisers[domain].feature(images, pass),
    });
  }

  terms({ real, translated, returned, labels }: TwoWayStep): {
    terms: Terms;
    figures: Record<string, tf.Scalar>;
  } {
    if (!labels) throw new Error('a batch without labels of the source');
    const { source, target } = this.recognisers;
    const { classification, contrast, pseudo } = this.method.weights;
    // What each recogniser makes of images that are the source's or the target's, as they are or translated.
    const bySource = {
      source: source.forward(real.source, onSource).logits,
      'source, translated': source.forward(translated.target, untracked).logits,
      'target, translated': source.forward(translated.source, untracked).logits,
      target: source.forward(real.target, untracked).logits,
    };
    const byTarget = {
      source: target.forward(real.source, untracked).logits,
      'source, translated': target.forward(translated.target, untracked).logits,
      'target, translated': target.forward(translated.source, untracked).logits,
      target: target.forward(real.target, onTarget).logits,
    };
    const returnedSource = source.forward(returned('source'), untracked).logits;
    const learnt = {
      source: this.learn(byTarget.target, bySource['target, translated']),
      target: this.learn(bySource['target, translated'], byTarget.target),
    };
    const third = classification / 3;
    const views = [bySource, byTarget];
    const seenAlike = (domain: Domain): tf.Scalar =>
      tf.mul(
        tf.addN(views.map((view) => viewContrast(view[`${domain}, translated`], view[domain]))),
        1 / views.length,
      );
    return {
      terms: {
        'classes, source': [third, crossEntropy(bySource.source, labels)],
        'classes, returned': [third, crossEntropy(returnedSource, labels)],
        'classes, translated': [third, crossEntropy(byTarget['source, translated'], labels)],
        'contrast, source': [contrast / 2, seenAlike('source')],
        'contrast, target': [contrast / 2, seenAlike('target')],
        'pseudo, by source': [pseudo / 2, learnt.source.loss],
        'pseudo, by target': [pseudo / 2, learnt.target.loss],
      },
      figures: {
        'pseudo share, by source': learnt.source.share,
        'pseudo share, by target': learnt.target.share,
      },
    };
  }

  /** Cross-entropy against sure predictions, the mean over the images that have one; 0 where none has. */
  private learn(logits: tf.Tensor2D, guess: tf.Tensor2D): { loss: tf.Scalar; share: tf.Scalar } {
    const { loss, share } = pseudoLabelCrossEntropy(logits, guess, this.method.threshold);
    return { loss: tf.div(loss, tf.maximum(share, 1 / logits.shape[0])), share };
  }

  /**
   * The features of a domain's recogniser in places of their own, zeros in those of the other one, and a 1 in a place
   * for the offset of its scores: [N, 2 features + 2].
   */
  private joined(
    images: tf.Tensor4D,
    domain: Domain,
    pass: Parameters<BackboneNetworks['feature']>[1],
  ): tf.Tensor2D {
    const own = this.recognisers[domain].feature(images, pass);
    const others = tf.zeros([own.shape[0], this.recognisers[otherDomain(domain)].features]);
    const [one, none] = [tf.ones([own.shape[0], 1]), tf.zeros([own.shape[0], 1])];
    return tf.concat(
      domain === 'source' ? [own, others, one, none] : [others, own, none, one],
      1,
    ) as tf.Tensor2D;
  }

  /** Class scores of {@link joined} features. */
  private classify(features: tf.Tensor2D): tf.Tensor2D {
    const heads = DOMAINS.map((domain) => this.recognisers[domain].heads[0]);
    const weights = [
      ...heads.map(({ weight }) => weight.value),
      ...heads.map(({ bias }) => tf.expandDims(bias.value, 0)),
    ];
    return tf.tidy(() => tf.matMul(features, tf.concat(weights) as tf.Tensor2D));
  }
}
