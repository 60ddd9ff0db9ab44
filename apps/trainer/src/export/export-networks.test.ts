import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema, DOMAINS, type Domain, type RunConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { buildMethod } from '@jiagu/methods';
import { RandomStreams } from '@jiagu/random';
import type { Method, RunFolder } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import * as onnx from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenRun } from '../runs/open-run.js';
import { exportOnnx, exportSavedModel } from './export-networks.js';

const [size, channels, classNames] = [32, 3, ['日', '月', '<b>', '水']];
const folder = mkdtempSync(join(tmpdir(), 'jiagu-export-'));
const both = { domains: DOMAINS, checkpoint: 'last' };

const studies: Readonly<Record<string, object>> = {
  // As published, with a pool in the stem and a bottleneck before the classifier.
  mcc: {
    model: { width: 4, stem: { kernel: 7, maxPool: true } },
    method: { name: 'mcc', bottleneck: 6 },
  },
  // An encoder for each domain, from the end of the warm-up on.
  adda: {
    model: { width: 4, stem: { kernel: 3, maxPool: false } },
    method: { name: 'adda', bottleneck: 0, warmup: 5, discriminator: { hidden: 2 } },
  },
  stsn: {
    model: { width: 4, stem: { kernel: 5, maxPool: false }, lastStageStride: 1 },
    method: {
      name: 'stsn',
      textureCode: 5,
      privateEncoder: { width: 4, stages: 2 },
      decoder: { width: 8, minimumWidth: 4, pixelShuffle: true },
      imageDiscriminator: { width: 2 },
      featureDiscriminator: { hidden: 4 },
      perceptual: { weights: 'source', depth: 'vgg-small', width: 2 },
    },
  },
};

/** A run of untrained networks, each domain with statistics of its own. */
function runOf(name: string): OpenRun & { method: Method } {
  const none = { train: 'none', test: 'none' };
  const config: RunConfig = configSchema.parse({
    name,
    data: {
      source: none,
      target: none,
      classes: classNames.length,
      channels,
      imageSize: size,
      preprocess: { target: { invert: true } },
    },
    training: { steps: 10, batchSize: 2 },
    ...studies[name],
  });
  const method = buildMethod(config, new RandomStreams(3));
  method.step = 6;
  for (const [i, domain] of DOMAINS.entries())
    tf.tidy(() => method.recogniser?.estimateStatistics(tf.add(noise(16, i), i), domain, 0));
  const known = { path: name, environment: () => ({ classNames }) };
  return { folder: known as unknown as RunFolder, config, method, step: 7 };
}

const noise = (count: number, seed: number): tf.Tensor4D =>
  tf.randomUniform([count, size, size, channels], -1, 1, 'float32', seed);

beforeAll(async () => {
  await startEngine();
  onnx.env.wasm.numThreads = 1;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Channels last as TensorFlow has them, channels first as ONNX has them. */
const toOnnxTensor = (x: tf.Tensor): onnx.Tensor => {
  const first = x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x;
  return new onnx.Tensor('float32', first.dataSync<'float32'>(), first.shape);
};
function fromOnnxTensor({ data, dims }: onnx.Tensor): tf.Tensor {
  const x = tf.tensor(data as Float32Array, [...dims]);
  return dims.length === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x;
}

async function runOnnx(file: string, inputs: Record<string, tf.Tensor>): Promise<Record<string, tf.Tensor>> {
  const session = await onnx.InferenceSession.create(readFileSync(file));
  const outputs = await session.run(mapTensors(inputs, toOnnxTensor));
  await session.release();
  return mapTensors(outputs, fromOnnxTensor);
}

const mapTensors = <A, B>(values: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, f(value)]));

/** What of tfjs-node's binding runs a SavedModel. */
interface SavedModels {
  loadSavedModel(folder: string, tags: string): number;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): { id: number }[];
}
function runSavedModel(
  path: string,
  signature: string,
  inputs: Record<string, tf.Tensor>,
  outputs: readonly string[],
): tf.Tensor[] {
  const backend = tf.backend() as unknown as {
    binding: SavedModels;
    getInputTensorIds(tensors: tf.Tensor[]): number[];
    createOutputTensor(made: { id: number }): tf.Tensor;
  };
  const names = (ports: readonly string[]) => ports.map((port) => `${signature}/${port}:0`).join(',');
  const session = backend.binding.loadSavedModel(path, 'serve');
  return backend.binding
    .runSavedModel(
      session,
      backend.getInputTensorIds(Object.values(inputs)),
      names(Object.keys(inputs)),
      names(outputs),
    )
    .map((made) => backend.createOutputTensor(made));
}

function expectEqual(found: tf.Tensor | undefined, expected: tf.Tensor): void {
  expect(found?.shape).toEqual(expected.shape);
  const differences = found ? tf.abs(tf.sub(found, expected)) : tf.tensor1d([NaN]);
  expect(tf.max(differences).dataSync()[0]).toBeLessThan(1e-4);
}

describe.each(Object.keys(studies))('the exported networks of %s', (name) => {
  const [onnxFolder, savedFolder] = [join(folder, `${name}-onnx`), join(folder, `${name}-saved`)];
  let run: ReturnType<typeof runOf>;
  beforeAll(() => (run = runOf(name)));

  it('give the logits of either domain in ONNX Runtime and TensorFlow, for a batch of any size', async () => {
    await exportOnnx(run, onnxFolder, both);
    await exportSavedModel(run, savedFolder, both);
    const { recogniser } = run.method;
    if (!recogniser) throw new Error('there is no recogniser');
    const logits: Partial<Record<Domain, tf.Tensor>> = {};
    for (const domain of DOMAINS) {
      const images = noise(domain === 'source' ? 1 : 5, 9);
      const expected = recogniser.logits(images, domain);
      logits[domain] = recogniser.logits(noise(2, 9), domain);
      const answer = await runOnnx(join(onnxFolder, `recogniser-${domain}.onnx`), { images });
      expectEqual(answer.logits, expected);
      expectEqual(runSavedModel(savedFolder, `recogniser_${domain}`, { images }, ['logits'])[0], expected);
    }
    // Statistics of the domains differ, and ADDA's encoders, so that one domain's networks can't pass for the other's.
    const { source, target } = logits as Record<Domain, tf.Tensor>;
    expect(tf.max(tf.abs(tf.sub(source, target))).dataSync()[0]).toBeGreaterThan(0.01);
  });
});

it('a glyph takes the texture of the other domain through the exported pair', async () => {
  const run = runOf('stsn');
  const [onnxFolder, savedFolder] = [join(folder, 'swap-onnx'), join(folder, 'swap-saved')];
  await exportOnnx(run, onnxFolder, both);
  await exportSavedModel(run, savedFolder, both);
  const { separation } = run.method;
  if (!separation) throw new Error('there is no separation');
  const [glyphs, rubbings] = [noise(3, 1), noise(3, 2)];
  const { structure } = separation.encode(glyphs, 'source');
  const { texture } = separation.encode(rubbings, 'target');
  const expected = separation.decode(structure, texture, 'target');

  const file = (part: string) => join(onnxFolder, `${part}.onnx`);
  const source = await runOnnx(file('encoder-source'), { images: glyphs });
  const target = await runOnnx(file('encoder-target'), { images: rubbings });
  expectEqual(source.structure, structure);
  expectEqual(target.texture, texture);
  const pair = { structure: source.structure as tf.Tensor, texture: target.texture as tf.Tensor };
  expectEqual((await runOnnx(file('decoder-target'), pair)).images, expected);

  const [map] = runSavedModel(savedFolder, 'encoder_source', { images: glyphs }, ['structure', 'texture']);
  const [, code] = runSavedModel(savedFolder, 'encoder_target', { images: rubbings }, [
    'structure',
    'texture',
  ]);
  const parts = { structure: map as tf.Tensor, texture: code as tf.Tensor };
  expectEqual(runSavedModel(savedFolder, 'decoder_target', parts, ['images'])[0], expected);
});

it('a SavedModel says how its images are prepared, and takes the place of another', async () => {
  const run = runOf('mcc');
  const path = join(folder, 'described');
  mkdirSync(path);
  writeFileSync(join(path, 'saved_model.pbtxt'), 'of an earlier export');
  const signatures = await exportSavedModel(run, path, { domains: ['target'], checkpoint: 'best' });
  expect(signatures).toEqual(['recogniser_target']);
  const told = JSON.parse(readFileSync(join(path, 'assets.extra', 'jiagu.json'), 'utf8')) as object;
  expect(told).toMatchObject({
    recogniser_target: {
      checkpoint: 'best',
      step: 7,
      classes: classNames,
      preprocessing: { channels: 3, invert: true, square: 'stretch', resizeTo: 32, centreCrop: 32 },
    },
  });
  expect(readdirSync(path).sort()).toEqual(['assets.extra', 'saved_model.pb']);
});

it('a method without networks to export is refused', async () => {
  const run = { ...runOf('mcc'), method: { modules: {} } as unknown as Method };
  await expect(exportOnnx(run, join(folder, 'none'), both)).rejects.toThrow(/no recogniser, .* safetensors/);
});
