import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { configSchema, type RunConfig } from '@jiagu/config';
import type { Dataset, Domains } from '@jiagu/data';
import type { Recogniser } from '@jiagu/evaluation';
import { dropout, GradientTape, Linear, type Module } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import type { Hook } from '../hook.js';
import { Checkpoints } from '../hooks/checkpoints.js';
import { MetricsLog } from '../hooks/metrics-log.js';
import type { SourceBatch } from '../feeds.js';
import type { Method, Phase } from '../method.js';
import { Adam } from '../optimizers/adam.js';
import { RecognitionEvaluator } from '../recognition-evaluator.js';
import { RunFolder } from '../run-folder.js';
import { Trainer } from '../trainer.js';

const [side, classes, images] = [16, 2, 23];

/** The fault to simulate in a step: a NaN loss, a NaN gradient with a finite loss, or no update. */
export type Fault = 'loss' | 'gradient' | 'no update';

/** A linear classifier with dropout. It has every kind of state that a method can have, and trains in milliseconds. */
export class LinearMethod implements Method<SourceBatch> {
  readonly modules: { net: Linear } & Record<string, Module>;
  readonly optimizers: { net: Adam };
  readonly feeds = { source: { views: ['weak'], labels: true }, target: { views: ['weak'] } } as const;
  readonly recogniser: Recogniser;
  step = -1;
  /** The positions of the source images of each step, decoded from their grey values. */
  readonly seen: number[][] = [];

  constructor(
    private readonly random: RandomStreams,
    private readonly faults: Readonly<Record<number, Fault>>,
  ) {
    this.modules = { net: new Linear(side * side, classes, 'xavier', random.stream('init')) };
    const { net } = this.modules;
    this.optimizers = { net: new Adam(net.parameters(), { beta1: 0.9, beta2: 0.999 }) };
    const features = (images: tf.Tensor4D) => tf.reshape(images, [images.shape[0], -1]) as tf.Tensor2D;
    const classify = (feature: tf.Tensor2D) => net.forward(feature);
    this.recogniser = {
      features,
      classify,
      logits: (images) => tf.tidy(() => classify(features(images))),
      estimateStatistics: () => undefined,
    };
  }

  phase(step: number): Phase {
    return step < 9
      ? { kind: 'first', name: 'the first', batchFactor: 1 }
      : { kind: 'second', name: 'the second', batchFactor: 2 };
  }

  begin(step: number): string {
    this.step = step;
    return 'step';
  }

  trainStep({ source: { weak, labels } }: SourceBatch): Record<string, tf.Scalar> {
    const size = weak.shape[0];
    this.seen.push(
      Array.from({ length: size }, (_, i) =>
        Math.round(((weak.dataSync()[i * side * side] ?? 0) + 1) * 127.5),
      ),
    );
    const fault = this.faults[this.step + 1];
    const tape = new GradientTape();
    const { total } = tape.record(() => {
      const inputs = dropout(tf.reshape(weak, [size, -1]) as tf.Tensor2D, 0.5, this.random.stream('dropout'));
      const errors = tf.sub(this.modules.net.forward(inputs), tf.oneHot(labels, classes));
      return { total: tf.mean(tf.square(errors)) as tf.Scalar };
    });
    const { net } = this.optimizers;
    const gradients = tape.gradient(total, net.values);
    if (fault === 'no update') tf.dispose(gradients);
    else net.apply(fault ? gradients.map((gradient) => tf.mul(gradient, NaN)) : gradients, () => 0.01);
    return { total: fault === 'loss' ? tf.scalar(NaN) : total };
  }

  rates(): Record<string, number> {
    return { net: 0.01 };
  }
}

/** Images of one grey value each, which encodes their position. */
const dataset = (name: string): Dataset => ({
  name,
  classNames: ['even', 'odd'],
  channels: 1,
  resizeTo: side,
  files: Array.from({ length: images }, (_, i) => `${name}/${i}.png`),
  labels: Int32Array.from({ length: images }, (_, i) => i % classes),
  length: images,
  read: async (i) => ({ width: side, height: side, channels: 1, data: new Uint8Array(side * side).fill(i) }),
  origin: (i) => `${name}/${i}.png`,
});

const domain = (name: string) => ({ train: dataset(`${name}.train`), test: dataset(`${name}.test`) });
/** The domains of the small training. */
export const domains = {
  source: domain('source'),
  target: domain('target'),
  classNames: ['even', 'odd'],
} satisfies Domains;

/** A valid configuration. @param training replaces its defaults: 24 steps, with reports every few steps */
export function smallConfig(training: object = {}): RunConfig {
  const part = { train: 'none', test: 'none' };
  return configSchema.parse({
    name: 'small',
    data: { source: part, target: part, classes, channels: 1, imageSize: side },
    method: { name: 'source-only' },
    training: {
      steps: 24,
      batchSize: 4,
      compile: false,
      log: { every: 5 },
      evaluate: { every: 10 },
      checkpoint: { every: 7, keep: 3 },
      ...training,
    },
  });
}

const parent = mkdtempSync(join(tmpdir(), 'jiagu-small-'));

/** Removes all run folders of this process; call it at the end of a test file. */
export const removeFolders = (): void => rmSync(parent, { recursive: true, force: true });

/** A new run folder in the temporary folder of the system. */
export function smallFolder(config = smallConfig()): RunFolder {
  return RunFolder.create(join(mkdtempSync(join(parent, 'run-')), 'run'), config, {
    versions: {},
    argv: [],
    seed: 0,
    started: '',
    data: { source: { train: images, test: images }, target: { train: images, test: images } },
    classNames: ['even', 'odd'],
  });
}

/** A trainer with fresh state, as in a new process. */
export function smallTrainer(
  folder: RunFolder,
  { faults = {}, hooks = [] }: { faults?: Readonly<Record<number, Fault>>; hooks?: readonly Hook[] } = {},
): { trainer: Trainer; method: LinearMethod } {
  const random = new RandomStreams(0);
  const method = new LinearMethod(random, faults);
  const config = folder.config();
  const evaluator = new RecognitionEvaluator({ config, recogniser: method.recogniser, domains });
  const parts = { config, method, domains, random, folder, evaluator };
  return { trainer: new Trainer(parts, [new MetricsLog(), ...hooks, new Checkpoints()]), method };
}
