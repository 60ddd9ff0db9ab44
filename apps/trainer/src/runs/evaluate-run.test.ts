import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, syntheticSchema, type RunConfig } from '@jiagu/config';
import { openDomains, synthesize } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildEvaluator } from './build-evaluator.js';
import { describeEvaluation } from './describe-evaluation.js';
import { evaluateRun } from './evaluate-run.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-evaluate-'));

const study = (training: object): RunConfig => {
  const domain = (set: string) => ({ train: join(folder, set, 'train'), test: join(folder, set, 'test') });
  return configSchema.parse({
    name: 'swap',
    data: {
      source: domain('handprint'),
      target: domain('rubbing'),
      classes: 2,
      channels: 1,
      imageSize: 16,
    },
    model: { width: 4, stem: { kernel: 3, maxPool: false }, structureStage: 2 },
    method: {
      name: 'stsn',
      privateEncoder: { width: 4, stages: 2 },
      decoder: { width: 4, minimumWidth: 4 },
      imageDiscriminator: { width: 4, norm: 'spectral', layers: 1 },
      featureDiscriminator: { hidden: 4 },
      perceptual: { weights: 'source', depth: 'vgg-small', width: 4 },
    },
    training: { steps: 4, batchSize: 2, ...training },
  });
};

beforeAll(async () => {
  await startEngine();
  await synthesize(
    syntheticSchema.parse({ folder, classes: 2, size: 16, trainPerClass: 10, testPerClass: 10 }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

it('measures what STSN translates where that is asked for, and how surfaces vary always', async () => {
  for (const wanted of [true, false]) {
    const config = study(wanted ? { evaluate: { generation: { images: 20 } } } : {});
    const domains = await openDomains(config.data);
    const method = buildMethod(config, new RandomStreams(1));
    const evaluator = await buildEvaluator({ config, method, domains });
    const before = tf.memory().numTensors;
    const parts = { config, method, domains, evaluator };
    const evaluation = await evaluateRun(parts, { step: 0, checkpoint: 'last' });
    expect(tf.memory().numTensors).toBe(before);
    const { textures, translated } = evaluation;
    expect(textures?.map(({ domain, statistic }) => `${domain} ${statistic}`)).toEqual(
      ['target', 'source'].flatMap((domain) =>
        ['level', 'contrast', 'grain'].map((statistic) => `${domain} ${statistic}`),
      ),
    );
    expect(translated?.map(({ from, domain, features }) => [from, domain, features.kind])).toEqual(
      wanted
        ? [
            ['source', 'target', 'pixels'],
            ['target', 'source', 'pixels'],
          ]
        : undefined,
    );
    const told = describeEvaluation(evaluation);
    expect(told).toContain('one glyph, many textures');
    expect(told.includes('test images of the source translated to the target')).toBe(wanted);
    evaluator.dispose?.();
    disposeMethod(method);
  }
});
