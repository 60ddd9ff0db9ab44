import { existsSync, readFileSync } from 'node:fs';
import _ from 'lodash';
import type { Dataset } from '@jiagu/data';
import { startEngine } from '@jiagu/engine';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newestCheckpoint } from './checkpoint.js';
import type { Hook } from './hook.js';
import { disposeMethod } from './method.js';
import type { RunFolder } from './run-folder.js';
import {
  domains,
  removeFolders,
  smallConfig,
  smallFolder,
  smallTrainer,
  type Fault,
} from './testing/small-training.js';
import { TrainingStopped } from './trainer.js';

afterAll(removeFolders);
beforeAll(() => startEngine());

const bytes = (folder: RunFolder, name: string): Buffer =>
  readFileSync(folder.file('checkpoints', name, 'model.safetensors'));
const pointer = (folder: RunFolder, name: string): string =>
  readFileSync(folder.file('checkpoints', name), 'utf8').trim();
const events = (folder: RunFolder): Record<string, unknown>[] =>
  readFileSync(folder.file('metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) =>
      _.omit(JSON.parse(line) as Record<string, unknown>, ['seconds', 'processorSeconds', 'imagesPerSecond']),
    );

/** What the processor had worked at each report. */
const processorSeconds = (folder: RunFolder): number[] =>
  readFileSync(folder.file('metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { processorSeconds?: number }).processorSeconds)
    .filter((seconds) => seconds !== undefined);

/** Trains to the end, or to a stop asked for in that step. */
async function train(folder: RunFolder, stopIn = Infinity): Promise<void> {
  const stopper: Hook = { afterStep: (trainer) => void (trainer.step >= stopIn && trainer.stop()) };
  const { trainer, method } = smallTrainer(folder, { hooks: [stopper] });
  const checkpoint = newestCheckpoint(folder, () => expect.fail('nothing is damaged'));
  if (checkpoint) trainer.resume(checkpoint);
  const training = trainer.train();
  await (stopIn === Infinity ? training : expect(training).rejects.toThrow(TrainingStopped));
  disposeMethod(method);
}

describe('a training that is stopped and goes on', () => {
  it('ends with the same weights and the same log, wherever it was stopped', async () => {
    const choosing = smallConfig({ checkpoint: { every: 7, keep: 3, best: 'oracle' } });
    const whole = smallFolder(choosing);
    await train(whole);
    expect(events(whole).map(({ type, step }) => `${type} ${step}`)).toEqual([
      'phase 0',
      'train 5',
      'phase 9',
      'train 10',
      'eval 10',
      'train 15',
      'train 20',
      'eval 20',
      'train 24',
      'eval 24',
    ]);
    // Before the first checkpoint, at one, in mid-interval of the log, before and after the change of phases.
    for (const stops of [[1], [7, 8], [9, 10, 13], [22, 23]]) {
      const stopped = smallFolder(choosing);
      for (const stop of stops) await train(stopped, stop);
      await train(stopped);
      expect(bytes(stopped, 'step-000024').equals(bytes(whole, 'step-000024')), String(stops)).toBe(true);
      expect(events(stopped)).toEqual(events(whole));
      const worked = processorSeconds(stopped);
      expect(worked[0]).toBeGreaterThan(0);
      expect(worked, 'of all sittings').toEqual(_.sortBy(worked));
      expect(pointer(stopped, 'best')).toBe(pointer(whole, 'best'));
    }
  });
});

describe('an image that can not be read', () => {
  it('is named with its step, and what was done is saved, to go on with the same batches', async () => {
    const whole = smallFolder();
    await train(whole);
    const folder = smallFolder();
    const { trainer, method } = smallTrainer(folder);
    const { test, train: images } = domains.target;
    const read = vi.spyOn(images, 'read').mockImplementation(async (i) => {
      // The source's batch of that step was given out already.
      if (trainer.step === 12) throw new Error(`${images.files[i]} is cut off`);
      return test.read(i);
    });
    await expect(trainer.train()).rejects.toThrow(/^step 1[3-5]: target\.train\/\d+\.png is cut off/);
    read.mockRestore();
    const done = trainer.step;
    expect(pointer(folder, 'last')).toBe(`step-0000${done}`);
    disposeMethod(method);
    await train(folder);
    expect(bytes(folder, 'step-000024').equals(bytes(whole, 'step-000024'))).toBe(true);
    expect(events(folder)).toEqual(events(whole));
  });

  it('in an evaluation loses no step, and before the first step leaves no checkpoint', async () => {
    const failing = async (set: Dataset) => {
      const folder = smallFolder();
      const { trainer, method } = smallTrainer(folder);
      const read = vi.spyOn(set, 'read').mockRejectedValue(new Error('cut off'));
      await expect(trainer.train()).rejects.toThrow(/^step \d+: cut off/);
      read.mockRestore();
      disposeMethod(method);
      return folder;
    };
    expect(pointer(await failing(domains.source.test), 'last')).toBe('step-000010');
    expect(existsSync((await failing(domains.source.train)).file('checkpoints'))).toBe(false);
  });
});

it('hears between two steps what happens outside, though it waits for nothing', async () => {
  const hook: Hook = {
    afterStep: (trainer) => {
      if (trainer.step === 2) setTimeout(() => trainer.stop(), 0);
    },
  };
  const { trainer, method } = smallTrainer(smallFolder(smallConfig()), { hooks: [hook] });
  await expect(trainer.train()).rejects.toThrow(TrainingStopped);
  expect(trainer.step).toBeLessThan(10);
  disposeMethod(method);
});

describe('a number that is not finite', () => {
  const failing = async (fault: Fault, step: number, training = {}) => {
    const folder = smallFolder(smallConfig(training));
    const { trainer, method } = smallTrainer(folder, { faults: { [step]: fault } });
    await expect(trainer.train()).rejects.toThrow(/not finite.*non-finite\.json/);
    expect(existsSync(folder.file('done'))).toBe(false);
    return { folder, method, told: JSON.parse(readFileSync(folder.file('non-finite.json'), 'utf8')) };
  };

  it('in a loss ends the training and leaves the good checkpoint and the names of the images', async () => {
    const { folder, method, told } = await failing('loss', 13);
    expect(pointer(folder, 'last')).toBe('step-000007');
    expect(told).toMatchObject({ step: 13, notFinite: ['total'] });
    const names = (step: number) => method.seen[step - 1]?.map((i) => domains.source.train.files[i]);
    expect(
      told.batches.map(({ step, source }: { step: number; source: string[] }) => [step, source]),
    ).toEqual([
      [12, names(12)],
      [13, names(13)],
    ]);
    expect(told.batches[1].target).toHaveLength(8);
  });

  it('in a gradient never reaches a checkpoint, nor passes for a good step', async () => {
    const { folder, told } = await failing('gradient', 14);
    expect(pointer(folder, 'last')).toBe('step-000007');
    expect(told).toMatchObject({
      step: 14,
      notFinite: expect.arrayContaining(['net.weight', 'net.bias']),
    });
    const evaluated = await failing('gradient', 10);
    expect(evaluated.told).toMatchObject({ step: 10, notFinite: ['weights'] });
    // Where nothing is made of the weights, the loss of the next step shows it.
    const next = await failing('gradient', 11);
    expect(next.told).toMatchObject({ step: 12, notFinite: ['total'] });
    expect(next.told.batches.map(({ step }: { step: number }) => step)).toEqual([11, 12]);
  });

  it.each(['loss', 'gradient'] as const)('in a %s is undone where that is asked for', async (fault) => {
    const folder = smallFolder(smallConfig({ onNonFinite: 'skip' }));
    const { trainer } = smallTrainer(folder, { faults: { 6: fault, 20: fault } });
    await trainer.train();
    expect(events(folder).filter(({ type }) => type === 'skipped')).toMatchObject([
      { step: 6 },
      { step: 20 },
    ]);
    const without = smallFolder();
    await smallTrainer(without, { faults: { 6: 'no update', 20: 'no update' } }).trainer.train();
    expect(bytes(folder, 'step-000024').equals(bytes(without, 'step-000024'))).toBe(true);
  });

  it('in every step ends the training even so', async () => {
    const folder = smallFolder(smallConfig({ onNonFinite: 'skip' }));
    const faults = Object.fromEntries(Array.from({ length: 24 }, (_, i) => [i + 1, 'loss' as const]));
    await expect(smallTrainer(folder, { faults }).trainer.train()).rejects.toThrow(/not finite at step 21/);
  });
});

describe('a hook that fails', () => {
  it('does not keep the others from ending, and what failed first is told', async () => {
    const ended: string[] = [];
    const hook = (name: string, fails: boolean): Hook => ({
      afterStep: ({ step }) => {
        if (name === 'a' && step === 3) throw new Error('first');
      },
      afterTraining: () => {
        ended.push(name);
        if (fails) throw new Error('second');
      },
    });
    const { trainer } = smallTrainer(smallFolder(), { hooks: [hook('a', true), hook('b', false)] });
    await expect(trainer.train()).rejects.toThrow('first');
    expect(ended).toEqual(['a', 'b']);
  });
});

describe('a training that is seldom logged', () => {
  it('does not take the losses that wait for a leak', async () => {
    const seldom = { every: 1000 };
    const folder = smallFolder(
      smallConfig({ steps: 120, log: seldom, evaluate: seldom, checkpoint: seldom }),
    );
    await train(folder);
    expect(events(folder).at(-1)).toMatchObject({ type: 'eval', step: 120 });
  });
});
