import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, syntheticSchema, type RunConfig } from '@jiagu/config';
import { domainData, openDomains, synthesize, type Domains } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import { collectPredictions } from '@jiagu/evaluation';
import { RandomStreams } from '@jiagu/random';
import {
  Checkpoints,
  disposeMethod,
  EarlyStopping,
  loadCheckpoint,
  RecognitionEvaluator,
  RunFolder,
  Trainer,
  type EvaluationResult,
  type Evaluator,
  type RecognitionDetails,
} from '@jiagu/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { margin } from './margin.js';
import { PixelMethod } from './pixel-method.js';

const root = new URL('../../../', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'jiagu-extending-'));
let config: RunConfig;
let domains: Domains;

beforeAll(async () => {
  await startEngine();
  const data = join(folder, 'data');
  await synthesize(
    syntheticSchema.parse({ folder: data, classes: 3, size: 16, trainPerClass: 12, testPerClass: 6 }),
  );
  // No target: a method that does not look at it does without.
  config = configSchema.parse({
    name: 'pixels',
    data: {
      source: { train: join(data, 'handprint/train'), test: join(data, 'handprint/test') },
      classes: 3,
      channels: 1,
      imageSize: 16,
    },
    method: { name: 'source-only' },
    training: {
      steps: 200,
      batchSize: 12,
      log: { every: 50, tensorboard: false },
      evaluate: { every: 10 },
      checkpoint: { every: 200 },
    },
  });
  domains = await openDomains(config.data);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The figures of recognition, and the toy validator's, of the source for want of a target. */
class MarginEvaluator implements Evaluator<RecognitionDetails> {
  readonly columns: readonly string[];
  private readonly recognition: RecognitionEvaluator;

  constructor(private readonly method: PixelMethod) {
    this.recognition = new RecognitionEvaluator({ config, recogniser: method.recogniser, domains });
    this.columns = [...this.recognition.columns, 'margin'];
  }

  async evaluate(): Promise<EvaluationResult<RecognitionDetails>> {
    const { recogniser } = this.method;
    const result = await this.recognition.evaluate();
    const predictions = await collectPredictions(
      {
        features: (images) => recogniser.features(images, 'source'),
        classify: (features) => recogniser.classify(features),
      },
      domainData(domains, 'source').train,
      { batchSize: 36, imageSize: config.data.imageSize },
    );
    const figure = {
      name: 'validator/margin',
      value: margin(predictions),
      better: 'higher',
      column: 'margin',
      validator: 'margin',
    } as const;
    return { ...result, figures: [...result.figures, figure] };
  }
}

const run = (name: string) => {
  const random = new RandomStreams(0);
  const method = new PixelMethod(config, random);
  const runFolder = RunFolder.create(join(folder, name), config, {
    versions: {},
    argv: [],
    seed: 0,
    started: '',
    data: {},
    classNames: domains.classNames,
  });
  return { config, method, domains, random, folder: runFolder, evaluator: new MarginEvaluator(method) };
};

describe('a method from outside of the libraries', () => {
  it('trains, is evaluated, stops early by a validator from outside, and is loaded again', async () => {
    const parts = run('outside');
    const trainer = new Trainer(parts, [
      new Checkpoints(),
      new EarlyStopping({ validator: 'margin', patience: 2 }),
    ]);
    await trainer.train();
    const accuracy = trainer.evaluation?.details.source?.accuracy ?? 0;
    expect(accuracy).toBeGreaterThan(0.8);
    expect(trainer.evaluation?.details.target).toBeUndefined();
    expect(
      trainer.evaluation?.figures.find(({ validator }) => validator === 'margin')?.value,
    ).toBeGreaterThan(0.5);

    const again = run('again');
    const { step } = loadCheckpoint(parts.folder, 'last', again.method);
    expect(step).toBe(trainer.step);
    expect((await again.evaluator.evaluate()).details.source?.accuracy).toBe(accuracy);
    disposeMethod(parts.method);
    disposeMethod(again.method);
  });

  it('stops when its validator stops rising', async () => {
    const parts = run('falling');
    let value = 5;
    const falling: Evaluator = {
      columns: [],
      evaluate: async () => ({
        figures: [{ name: 'toy', value: value--, better: 'higher', validator: 'toy' }],
        entry: {},
        details: {},
      }),
    };
    const trainer = new Trainer({ ...parts, evaluator: falling }, [
      new EarlyStopping({ validator: 'toy', patience: 3 }),
    ]);
    await trainer.train();
    expect(trainer.step).toBe(40);
    disposeMethod(parts.method);
  });
});

describe('docs/extending.md', () => {
  it.each(['pixel-method.ts', 'margin.ts'])('shows %s as it is tested', (file) => {
    const guide = readFileSync(new URL('docs/extending.md', root), 'utf8');
    expect(guide).toContain(readFileSync(new URL(file, import.meta.url), 'utf8').trim());
  });
});
