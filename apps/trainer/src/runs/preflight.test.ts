import { configSchema, type RunConfig } from '@jiagu/config';
import type { Dataset, Domains } from '@jiagu/data';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseBatches, refuseConfig, refuseFewImages } from './preflight.js';

const part = { train: 'train', test: 'test' };

const config = (data: object, method: object = { name: 'source-only' }, training: object = {}): RunConfig =>
  configSchema.parse({
    name: 'study',
    data: { source: part, target: part, classes: 2, imageSize: 32, ...data },
    method,
    training: { steps: 10, ...training },
  });

describe('refuseConfig', () => {
  it('names every key that would end the training', () => {
    const stsn = { name: 'stsn' };
    expect(() => refuseConfig(config({}))).not.toThrow();
    expect(() => refuseConfig(config({ resizeTo: 24 }))).toThrow(
      /data\.resizeTo is 24.*data\.imageSize.*is 32/,
    );
    expect(() => refuseConfig(config({ imageSize: 64 }, stsn))).not.toThrow();
    expect(() => refuseConfig(config({ imageSize: 72, resizeTo: 64 }, stsn))).toThrow(
      /data\.resizeTo is 64[^]*\n.*data\.imageSize is 72.*64 or 96/,
    );
    const gan = { name: 'gan', domain: 'target' };
    expect(() => refuseConfig(config({ imageSize: 64 }, gan))).not.toThrow();
    expect(() => refuseConfig(config({ imageSize: 48 }, gan))).toThrow(
      /method\.generator\.body dcgan .*data\.imageSize[^]*\n.*method\.critic\.body dcgan .*instead of 48/,
    );
  });
});

describe('refuseBatches', () => {
  const data = (length: number, balanced = false): Dataset => ({
    name: '',
    classNames: ['a', 'b'],
    channels: 1,
    resizeTo: 16,
    files: [],
    labels: Int32Array.from({ length }, (_, i) => Number(i < 2)),
    length,
    balanced,
    read: () => Promise.reject(new Error('not read')),
    origin: String,
  });
  const domains = (source: Dataset, target: Dataset): Domains => ({
    source: { train: source, test: source },
    target: { train: target, test: target },
    classNames: ['a', 'b'],
  });
  const method = (factor: number) => ({
    feeds: { source: { views: ['weak'] as const, labels: true }, target: { views: ['weak'] as const } },
    phase: (step: number) => ({ kind: 'x', name: 'last', batchFactor: step < 9 ? 1 : factor }),
  });
  const study = config({}, undefined, { batchSize: 16 });

  it('looks at every step and at both domains', () => {
    expect(() => refuseBatches(study, method(1), domains(data(16), data(16)))).not.toThrow();
    expect(() => refuseBatches(study, method(1), domains(data(16), data(15)))).toThrow(
      /training\.batchSize is 16, but data\.target\.train gives 15 images.*to 15 at most/,
    );
    expect(() => refuseBatches(study, method(2), domains(data(24), data(40)))).toThrow(
      /batches of 32 .* step 10 on \(last: .*batchFactor 2\), but data\.source\.train gives 24.*12 at most, or lower/,
    );
    expect(() => refuseBatches(study, method(40), domains(data(24), data(40)))).toThrow(
      /: lower the batchFactor$/,
    );
    // What else a method says of its feeds is no domain.
    const pairs = { ...method(1), feeds: { ...method(1).feeds, paired: true } };
    expect(() => refuseBatches(study, pairs, domains(data(16), data(16)))).not.toThrow();
    const gan = config({}, { name: 'gan', domain: 'target' }, { batchSize: 16 });
    expect(() => refuseBatches(gan, method(2), domains(data(24), data(40)))).toThrow(
      /method\.criticSteps 2\).* to 12 at most, or lower method\.criticSteps$/,
    );
  });

  it('counts the images that balanced classes give', () => {
    // Two images of one class come as often as the twelve of the other.
    expect(() => refuseBatches(study, method(1), domains(data(14, true), data(24)))).not.toThrow();
  });

  it('wants enough images to measure drawn ones against, of methods that draw', () => {
    const feeds = { target: { views: ['weak'] as const } };
    const [vae, stsn, measured] = [
      config({}, { name: 'vae', domain: 'target' }),
      config({}, { name: 'stsn' }),
      config({}, { name: 'stsn' }, { evaluate: { generation: {} } }),
    ];
    expect(() => refuseFewImages(vae, { feeds }, domains(data(0), data(20)))).not.toThrow();
    expect(() => refuseFewImages(stsn, { feeds }, domains(data(0), data(19)))).not.toThrow();
    for (const drawing of [vae, measured])
      expect(() => refuseFewImages(drawing, { feeds }, domains(data(20), data(19)))).toThrow(
        'data.target.train has 19 images; measuring drawn ones needs at least 20',
      );
  });
});

describe('the features of a method that draws', () => {
  it('are those of a run that is there and prepares images alike', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jiagu-features-'));
    const gan = (features: string) =>
      config({}, { name: 'gan', domain: 'target' }, { evaluate: { generation: { features } } });
    expect(() => refuseConfig(gan('pixels'))).not.toThrow();
    expect(() => refuseConfig(gan(join(folder, 'none')))).toThrow(/none/);
    const other = { ...config({}), data: { ...config({}).data, imageSize: 64, channels: 1 as const } };
    writeFileSync(join(folder, 'config.yaml'), JSON.stringify(config({})));
    expect(() => refuseConfig(gan(folder))).not.toThrow();
    writeFileSync(join(folder, 'config.yaml'), JSON.stringify(other));
    expect(() => refuseConfig(gan(folder))).toThrow(
      /was trained on images prepared differently: data\.imageSize is 64 there, 32 here; .*data\.channels is 1 there, 3 here/,
    );
    rmSync(folder, { recursive: true });
  });
});
