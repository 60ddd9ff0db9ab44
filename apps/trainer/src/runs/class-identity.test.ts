import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, syntheticSchema, type RunConfig } from '@jiagu/config';
import { openTests, synthesize } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import { disposeMethod, RunFolder, writeStateDict } from '@jiagu/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportWeightsOf } from '../export/export-weights.js';
import { buildEvaluator } from './build-evaluator.js';
import { evaluateRun } from './evaluate-run.js';
import { importWeights } from './import-weights.js';
import { openRun } from './open-run.js';
import { recordedClasses } from './recorded-classes.js';
import { resumeRun } from './resume-run.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-classes-'));
const parts = ['handprint/train', 'handprint/test', 'rubbing/train', 'rubbing/test'];
const path = (...names: string[]): string => join(folder, ...names);

const rename = (from: string, to: string): void =>
  parts.forEach((part) => renameSync(path('data', part, from), path('data', part, to)));

function study(name: string, data: object = {}): RunConfig {
  const domain = (set: string) => ({ train: path('data', set, 'train'), test: path('data', set, 'test') });
  return configSchema.parse({
    name,
    threads: 1,
    data: {
      source: domain('handprint'),
      target: domain('rubbing'),
      classes: 3,
      channels: 1,
      imageSize: 16,
      ...data,
    },
    model: { width: 4, stem: { kernel: 3, maxPool: false }, batchNorm: { statistics: 'shared' } },
    method: { name: 'source-only', bottleneck: 0 },
    training: { steps: 4, batchSize: 2 },
  });
}

/** How often each class is taken for which, by name, and the cross-entropy. */
async function confusionOf(name: string): Promise<{ pairs: string[]; loss: number }> {
  const { config, method, folder: run, step } = await openRun({ run: path(name), checkpoint: 'last' });
  const domains = await openTests(config.data, recordedClasses(run, config));
  const evaluator = await buildEvaluator({ config, method, domains });
  const state = { step, checkpoint: 'last' };
  const evaluation = await evaluateRun({ config, method, domains, evaluator }, state);
  disposeMethod(method);
  if ('generation' in evaluation) throw new Error('a recogniser was evaluated as a generator');
  const { source, classNames } = evaluation;
  const pairs = (source?.confusion ?? []).map(
    ([label, predicted, count]) => `${classNames[label]} ${classNames[predicted]} ${count}`,
  );
  return { pairs: pairs.sort(), loss: source?.loss ?? NaN };
}

beforeAll(async () => {
  await startEngine();
  const set = { folder: path('data'), classes: 3, size: 16, trainPerClass: 2, testPerClass: 6 };
  await synthesize(syntheticSchema.parse(set));
  ['1', '2', '10'].forEach((name, i) => rename(`c00${i}`, name));
  const method = buildMethod(study('any'), new RandomStreams(5));
  const state = Object.entries(method.modules).flatMap(([prefix, network]) => [
    ...network.stateDict(`${prefix}.`),
  ]);
  writeStateDict(path('nameless.safetensors'), new Map(state));
  disposeMethod(method);
  await importWeights(path('nameless.safetensors'), study('first'), path('first'), { force: false });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a class is its name as the run recorded it', () => {
  it('in weights that go to a run whose data number the classes otherwise', async () => {
    exportWeightsOf(path('first'), 'last', path('named.safetensors'));
    const config = study('second', { classNames: ['2', '1', '10'] });
    await importWeights(path('named.safetensors'), config, path('second'), { force: false });
    expect(RunFolder.open(path('second')).environment().classNames).toEqual(['2', '1', '10']);
    const [first, second] = [await confusionOf('first'), await confusionOf('second')];
    expect(second.pairs).toEqual(first.pairs);
    expect(second.loss).toBeCloseTo(first.loss, 6);
  });

  it('so that renamed folders are refused with both lists by whatever opens them', async () => {
    rename('1', '01');
    const lists = /"01" unknown to .*first knows "1", "10", "2"; this part has "01", "10", "2"/;
    await expect(confusionOf('first')).rejects.toThrow(lists);
    await expect(resumeRun(RunFolder.open(path('first')))).rejects.toThrow(lists);
    await expect(
      importWeights(path('named.safetensors'), study('third'), path('third'), { force: false }),
    ).rejects.toThrow(
      /"01" unknown to the file, "1" missing; the file knows "1", "10", "2"; the data has "01"/,
    );
    rename('01', '1');
    expect((await confusionOf('first')).pairs).not.toEqual([]);
  });

  it('and not what config.yaml names it later', () => {
    const run = RunFolder.open(path('second'));
    expect(recordedClasses(run, run.config())).toMatchObject({ names: ['2', '1', '10'], numbered: true });
    expect(() => recordedClasses(run, study('x', { classNames: ['1', '2', '10'] }))).toThrow(/another order/);
    expect(() => recordedClasses(run, study('x', { classNames: ['1', '2', '3'] }))).toThrow(/"3" unknown/);
  });
});
