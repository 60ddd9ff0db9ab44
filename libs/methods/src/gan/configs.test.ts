import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadConfig, type GanConfig, type RunConfig } from '@jiagu/config';
import { startEngine } from '@jiagu/engine';
import { RandomStreams } from '@jiagu/random';
import { CompiledStep, disposeMethod } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import _ from 'lodash';
import { beforeAll, expect, it } from 'vitest';
import { playerBuilders } from './build-players.js';
import { Gan } from './gan.js';
import { classes, noiseBatch, side } from './testing/tiny-players.js';

beforeAll(() => startEngine());

const folder = fileURLToPath(new URL('../../../../configs/gan/', import.meta.url));
/** Widths that make the networks of any body tiny. */
const tiny = [
  'width=4',
  'base=32',
  'hidden=[8]',
  'latent=6',
  'code=4',
  'mapping.layers=1',
  'mapping.width=6',
];

/** A configuration of the folder with tiny networks; null where it is none of a GAN. */
function small(file: string): (RunConfig & { method: GanConfig }) | null {
  const whole = loadConfig(`${folder}${file}`);
  if (whole.method.name !== 'gan') return null;
  const { generator, critic, criticSteps, growth } = whole.method;
  const narrow = (player: 'generator' | 'critic', keys: object): string[] =>
    tiny
      .filter((setting) => _.has(keys, setting.split('=')[0] ?? ''))
      .map((setting) => `method.${player}.${setting}`);
  const overrides = [
    ...narrow('generator', generator),
    ...narrow('critic', critic),
    ...(criticSteps > 2 ? ['method.criticSteps=2'] : []),
    // One step at the first size, and one that fades the next one in.
    ...(growth ? ['method.growth={from: 8, stable: 1, fade: 1}'] : []),
    `data.imageSize=${side}`,
    `data.classes=${classes}`,
  ];
  const config = loadConfig(`${folder}${file}`, { overrides });
  return config.method.name === 'gan' ? { ...config, method: config.method } : null;
}

it.each(
  readdirSync(folder)
    .flatMap((file) => [[file, small(file)] as const])
    .filter(([, config]) => config),
)('computes compiled what it does as it is: %s', (_file, config) => {
  if (!config) throw new Error('not a GAN');
  const build = () =>
    new Gan(config, config.method, playerBuilders(config, config.method), new RandomStreams(5));
  const [plain, subject] = [build(), build()];
  const reasons: string[] = [];
  const compiled = new CompiledStep(subject, (line) => reasons.push(line));
  for (let step = 0; step < 2; step++) {
    const batch = noiseBatch(`batch ${step}`, 4 * config.method.criticSteps);
    plain.begin(step);
    const program = subject.begin(step);
    const [expected, got] = [
      tf.tidy(() => plain.trainStep(batch)),
      tf.tidy(() => compiled.run(program, batch)),
    ];
    for (const [name, value] of Object.entries(expected)) {
      const [a, b] = [value, got[name]].map((scalar) => scalar?.dataSync()[0] ?? NaN) as [number, number];
      expect(Math.abs(a - b) / Math.max(1, Math.abs(a)), `${name} of step ${step}`).toBeLessThan(1e-5);
    }
    tf.dispose([expected, got]);
    // Rounding must not grow from step to step.
    for (const [name, module] of Object.entries(subject.modules))
      module.copyFrom(plain.modules[name] as never);
    for (const [name, optimizer] of Object.entries(subject.optimizers))
      optimizer.loadStateDict(plain.optimizers[name as 'critic'].stateDict(''), '');
  }
  expect(reasons).toEqual([]);
  const noise = tf.zeros<tf.Rank.R2>([2, subject.generator.latent]);
  const labels = subject.generator.classes > 0 ? tf.tensor1d([0, 1], 'int32') : undefined;
  expect(subject.generator.draw(noise, labels).shape).toEqual([2, side, side, 1]);
  compiled.dispose();
  for (const gan of [plain, subject]) disposeMethod(gan);
});
