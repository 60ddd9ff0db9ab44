import type { CycleganConfig, DtmlConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BackboneNetworks } from '../backbone-method/backbone-networks.js';
import { Dtml } from './dtml.js';
import { MutualLearning } from './mutual-learning.js';
import { SemanticConsistency } from './semantic-consistency.js';
import { expectSteps } from './testing/describe-steps.js';
import { classes, count, noiseBatch, translationConfig } from './testing/tiny-translation.js';
import type { TwoWayStep } from './two-way-wish.js';

beforeAll(() => startEngine());

/** A step that has made other noise of noise. */
function stepOf(): TwoWayStep & { labels: tf.Tensor1D } {
  const [real, made, back] = ['real', 'made', 'back'].map(noiseBatch) as [
    ReturnType<typeof noiseBatch>,
    ReturnType<typeof noiseBatch>,
    ReturnType<typeof noiseBatch>,
  ];
  return {
    real: { source: real.source.weak, target: real.target.weak },
    translated: { source: made.source.weak, target: made.target.weak },
    returned: (domain) => back[domain].weak,
    labels: real.source.labels as tf.Tensor1D,
  };
}
const logSoftmax = (row: number[]): number[] => {
  const total = Math.log(_.sum(row.map(Math.exp)));
  return row.map((x) => x - total);
};
/** Mean of -log p of the wanted classes. */
const entropy64 = (rows: number[][], wanted: ArrayLike<number>): number =>
  _.mean(rows.map((row, i) => -(logSoftmax(row)[wanted[i] ?? NaN] ?? NaN)));
const valuesOf = (terms: Record<string, readonly [unknown, tf.Scalar]>) =>
  _.mapValues(terms, ([weight, term]) => ({ weight, value: term.dataSync()[0] ?? NaN }));

describe('mutual learning', () => {
  it('has the published losses, as in float64', () => {
    const config = translationConfig({ name: 'dtml', bottleneck: 3, threshold: 0.26 });
    const mutual = new MutualLearning(config, config.method as DtmlConfig, new RandomStreams(0));
    const { source, target } = (
      mutual as unknown as { recognisers: Record<'source' | 'target', BackboneNetworks> }
    ).recognisers;
    tf.tidy(() => {
      const step = stepOf();
      const read = (network: BackboneNetworks, images: tf.Tensor4D): number[][] =>
        network.forward(images, { training: true, domain: null }).logits.arraySync();
      const labels = step.labels.dataSync();
      const [s, t] = [step.real.source, step.real.target];
      const [fakeT, fakeS] = [step.translated.target, step.translated.source];
      const found = valuesOf(mutual.terms(step).terms as never);
      const expected = (name: string, weight: number, value: number) => {
        expect(found[name]?.weight, name).toBeCloseTo(weight, 10);
        expect(found[name]?.value, name).toBeCloseTo(value, 4);
      };
      expected('classes, source', 2 / 3, entropy64(read(source, s), labels));
      expected('classes, returned', 2 / 3, entropy64(read(source, step.returned('source')), labels));
      expected('classes, translated', 2 / 3, entropy64(read(target, fakeT), labels));

      const cosine = (a: number[], b: number[]): number =>
        _.sum(a.map((x, i) => x * (b[i] ?? NaN))) / (Math.hypot(...a) * Math.hypot(...b));
      const contrast = (one: number[][], other: number[][]): number => {
        const rows = (a: number[][], b: number[][]) => a.map((x) => b.map((y) => cosine(x, y)));
        const own = _.range(count);
        return (entropy64(rows(one, other), own) + entropy64(rows(other, one), own)) / 2;
      };
      const alike = (original: tf.Tensor4D, made: tf.Tensor4D): number =>
        _.mean([source, target].map((network) => contrast(read(network, made), read(network, original))));
      expected('contrast, source', 1, alike(s, fakeT));
      expected('contrast, target', 1, alike(t, fakeS));

      // The mean over images with a sure prediction of the other recogniser.
      const pseudo = (learner: number[][], teacher: number[][]): number => {
        const sure = teacher
          .map((row, i) => ({ row: logSoftmax(row).map(Math.exp), i }))
          .filter(({ row }) => Math.max(...row) >= 0.26);
        return entropy64(
          sure.map(({ i }) => learner[i] ?? []),
          sure.map(({ row }) => row.indexOf(Math.max(...row))),
        );
      };
      expected('pseudo, by source', 0.5, pseudo(read(target, t), read(source, fakeS)));
      expected('pseudo, by target', 0.5, pseudo(read(source, fakeS), read(target, t)));
    });
    for (const network of Object.values(mutual.trained)) network.dispose();
  });

  it('learns nothing where no prediction is sure', () => {
    const config = translationConfig({ name: 'dtml', threshold: 1 });
    const mutual = new MutualLearning(config, config.method as DtmlConfig, new RandomStreams(0));
    tf.tidy(() => {
      const found = valuesOf(mutual.terms(stepOf()).terms as never);
      expect(found['pseudo, by source']?.value).toBe(0);
    });
    for (const network of Object.values(mutual.trained)) network.dispose();
  });

  it('reads each domain with its own recogniser', () => {
    const config = translationConfig({
      name: 'dtml',
      bottleneck: 3,
      translator: { body: 'resnet', width: 2, blocks: 1 },
    });
    const method = new Dtml(config, config.method as DtmlConfig, new RandomStreams(0));
    const { recognisers } = (
      method as unknown as {
        parts: { wish: { recognisers: Record<'source' | 'target', BackboneNetworks> } };
      }
    ).parts.wish;
    const { recogniser, translation } = method;
    expect(translation.directions).toEqual(['source', 'target']);
    tf.tidy(() => {
      const images = noiseBatch('batch').source.weak;
      for (const domain of ['source', 'target'] as const) {
        const { head } = recognisers[domain].modules;
        expect(head).toBeDefined();
        recognisers[domain].heads[0].bias.assign(tf.range(0, classes));
        const own = recognisers[domain].forward(images, { training: false, domain }).logits;
        const features = recogniser.features(images, domain);
        expect(features.shape).toEqual([count, 8]);
        const read = recogniser.classify(features).dataSync();
        own.dataSync().forEach((value, i) => expect(read[i]).toBeCloseTo(value, 4));
      }
    });
    disposeMethod(method);
  });
});

describe('semantic consistency', () => {
  it('is cross-entropy against the labels, and against what is read in the original, as in float64', () => {
    const config = translationConfig({ name: 'cyclegan', semantic: { weight: 3 } });
    const { semantic } = config.method as CycleganConfig;
    const wish = new SemanticConsistency(
      config,
      semantic as NonNullable<typeof semantic>,
      new RandomStreams(0),
    );
    const { networks } = wish as unknown as { networks: BackboneNetworks };
    tf.tidy(() => {
      const step = stepOf();
      const read = (images: tf.Tensor4D): number[][] =>
        networks.forward(images, { training: false, domain: 'source' }).logits.arraySync();
      const taken = read(step.real.target).map((row) => row.indexOf(Math.max(...row)));
      const found = valuesOf(wish.terms(step).terms as never);
      expect(found['semantic, source']?.weight).toBe(3);
      expect(found['semantic, source']?.value).toBeCloseTo(
        entropy64(read(step.translated.target), step.labels.dataSync()),
        4,
      );
      expect(found['semantic, target']?.value).toBeCloseTo(entropy64(read(step.translated.source), taken), 4);
    });
    for (const network of Object.values(wish.frozen)) network.dispose();
  });
});

it('steps of DTML are the same recorded and after a checkpoint', () =>
  expectSteps({ name: 'dtml', bottleneck: 4, threshold: 0.3, pool: 4 }));
