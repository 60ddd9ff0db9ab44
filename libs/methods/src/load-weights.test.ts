import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '@jiagu/engine';
import { Linear, type StateDict } from '@jiagu/nn';
import { RandomStream, RandomStreams } from '@jiagu/random';
import { disposeMethod, writeStateDict } from '@jiagu/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMethod } from './build-method.js';
import { loadWeights } from './load-weights.js';
import { backboneMethods, noiseBatch, smallConfig } from './testing/small.js';

beforeAll(() => startEngine());

describe('weights of a file that numbers the classes in another order', () => {
  it('give every class the scores that the file gives it, and the adversary the same answer', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jiagu-weights-'));
    const cdan = backboneMethods[2];
    const make = (seed: number) =>
      buildMethod(
        smallConfig({ ...cdan, selfTraining: { distributionAlignment: true } }),
        new RandomStreams(seed),
      );
    const [theirs, ours] = [make(1), make(2)];
    const file = join(folder, 'weights.safetensors');
    const state: StateDict = new Map(
      Object.entries(theirs.modules).flatMap(([prefix, network]) => [...network.stateDict(`${prefix}.`)]),
    );
    state.set('alignment.running_share', { shape: [8], data: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]) });
    writeStateDict(file, state);
    const order = [3, 0, 1, 2, 7, 6, 5, 4];
    loadWeights(ours, file, order);
    const weak = noiseBatch('images').target.weak;
    const scores = (method: typeof ours) => method.recogniser?.logits(weak, 'target').arraySync() ?? [];
    const [expected, found] = [scores(theirs), scores(ours)];
    expect(found).toHaveLength(16);
    found.forEach((row, n) =>
      row.forEach((score, c) => expect(score).toBeCloseTo(expected[n]?.[order[c] ?? -1] ?? NaN, 5)),
    );
    // CDAN's adversary sees feature x class: column f * 8 + c of the first layer belongs to class c.
    const row = (method: typeof ours) =>
      method.modules.discriminator
        ?.stateDict()
        .get('ad_layer1.weight')
        ?.data.subarray(0, 16 * 8) ?? [];
    const [before, after] = [row(theirs), row(ours)];
    for (const i of [0, 9, 60, 127])
      expect(after[i]).toBe(before[8 * Math.floor(i / 8) + (order[i % 8] as number)]);
    expect([...(ours.modules.alignment?.stateDict().get('running_share')?.data ?? [])]).toEqual(order);
    for (const method of [theirs, ours]) disposeMethod(method);
    rmSync(folder, { recursive: true });
  });

  it('are refused by networks that can not follow', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jiagu-weights-'));
    const net = new Linear(3, 2, 'xavier', new RandomStream('net'));
    const file = join(folder, 'weights.safetensors');
    writeStateDict(file, net.stateDict('net.'));
    expect(() => loadWeights({ modules: { net } }, file, [0, 1])).not.toThrow();
    expect(() => loadWeights({ modules: { net } }, file, [1, 0])).toThrow(
      /weights\.safetensors: the classes are in another order/,
    );
    net.dispose();
    rmSync(folder, { recursive: true });
  });
});
