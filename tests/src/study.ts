import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A study so small that a run takes seconds; every part and phase of STSN is in it. */
const study = `
name: tiny
data:
  synthetic: { folder: data, classes: 4, seed: 3, size: 32, trainPerClass: 12, testPerClass: 4 }
  source: { train: data/handprint/train, test: data/handprint/test }
  target: { train: data/rubbing/train, test: data/rubbing/test }
  classes: 4
  channels: 1
  imageSize: 32
  augmentation:
    source: { weak: { affine: { rotation: 0.05, scale: 0.05, aspect: 0, shear: 0, shift: 0.02 } }, strong: { invert: 0.5, noise: 0.1 } }
    target: { weak: {}, strong: { noise: 0.1 } }
model:
  width: 4
  stem: { kernel: 5, maxPool: false }
  lastStageStride: 1
  batchNorm: { statistics: target-reestimated, reestimateImages: 24 }
method:
  name: stsn
  privateEncoder: { width: 4, stages: 3 }
  decoder: { width: 8, minimumWidth: 4, pixelShuffle: true }
  imageDiscriminator: { width: 4 }
  featureDiscriminator: { hidden: 16 }
  perceptual: { weights: source, depth: vgg-small, width: 4, pretrainSteps: 5 }
  weights: { featureRamp: 0.5, pixelL1: 1, pixelMse: 1, strongSource: 1 }
  optimizers: { encoder: { type: adam } }
  warmup: { encoder: 3, decoder: 3 }
  selfTraining: { from: 15 }
training:
  steps: 20
  batchSize: 4
  compile: false
  log: { every: 2 }
  evaluate: { every: 10 }
  samples: { every: 10 }
  checkpoint: { every: 5, keep: 3 }
`;

/** Writes the study's configuration into a folder and tells its name. */
export function writeStudy(folder: string, name = 'study.yaml'): string {
  writeFileSync(join(folder, name), study);
  return name;
}

/** Studies of 60 steps for what goes wrong on the way, as small as can be: all of STSN, compiled, and DANN, uncompiled. */
const shared = (compile: boolean): string => `
data:
  synthetic: { folder: data, classes: 2, seed: 3, size: 16, trainPerClass: 9, testPerClass: 2 }
  source: { train: data/handprint/train, test: data/handprint/test }
  target: { train: data/rubbing/train, test: data/rubbing/test }
  classes: 2
  channels: 1
  imageSize: 16
  augmentation: { source: { weak: { noise: 0.1 } }, target: { weak: { noise: 0.1 } } }
model:
  width: 4
  stem: { kernel: 3, maxPool: false }
  lastStageStride: 1
  batchNorm: { statistics: target-reestimated, reestimateImages: 4 }
training:
  steps: 60
  batchSize: 2
  compile: ${compile}
  log: { every: 4, tensorboard: false }
  evaluate: { every: 30, validationImages: 8 }
  samples: { every: 1000 }
  checkpoint: { every: 5, keep: 3, best: source-accuracy }
`;
const methods = {
  stsn: `
name: stsn
method:
  name: stsn
  privateEncoder: { width: 4, stages: 2 }
  decoder: { width: 8, minimumWidth: 4, pixelShuffle: true }
  imageDiscriminator: { width: 4 }
  featureDiscriminator: { hidden: 8 }
  perceptual: { weights: source, depth: vgg-small, width: 4, pretrainSteps: 2 }
  weights: { featureRamp: 0.5, pixelL1: 1 }
  optimizers: { encoder: { type: adam } }
  warmup: { encoder: 4, decoder: 4 }
  selfTraining: { from: 45 }
`,
  dann: `
name: dann
method: { name: dann, bottleneck: 8, discriminator: { hidden: 8 }, rampSteps: 30 }
`,
};

export type FaultStudy = keyof typeof methods;

/** Writes `stsn.yaml` and `dann.yaml` into a folder. */
export function writeFaultStudies(folder: string): void {
  for (const [name, method] of Object.entries(methods))
    writeFileSync(join(folder, `${name}.yaml`), `${method.trim()}\n${shared(name === 'stsn').trim()}\n`);
}

/** The first file of a folder tree, in the order of names. */
export function firstFile(folder: string): string {
  const [first] = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (!first) throw new Error(`${folder} is empty`);
  const path = join(folder, first.name);
  return first.isDirectory() ? firstFile(path) : path;
}
