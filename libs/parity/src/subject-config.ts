import { configSchema, type RunConfig } from '@jiagu/config';
import { vggDepths } from '@jiagu/perceptual';
import type { Reference } from './reference-file.js';

/**
 * The published settings (shared statistics, double sigmoid, every loss from the first step) with the sizes that follow
 * from the shapes of a reference's parameters.
 * @throws Error naming the parameter that is missing or does not fit any network that can be built
 */
export function subjectConfig(reference: Reference): RunConfig {
  const shapes = new Map(reference.parameters.map(({ name, shape }) => [name, shape]));
  const size = (name: string, axis: number): number => {
    const length = shapes.get(name)?.[axis];
    if (length === undefined) throw new Error(`parameters: ${name} is missing or has no axis ${axis}`);
    return length;
  };
  const matching = (pattern: RegExp): number[][] =>
    [...shapes].filter(([name]) => pattern.test(name)).map(([, shape]) => shape);
  const channels = size('enc_shared.conv1.weight', 1);
  const upBlocks = matching(/^dec\.upsample\.\d+\.conv\.weight$/);
  // The convolution to the image comes after the up-blocks, of four entries each; with a pixel shuffle it has four times
  // as many channels.
  const pixelShuffle = size(`dec.upsample.${4 * upBlocks.length}.weight`, 0) === 4 * channels;
  const width = size('enc_shared.conv1.weight', 0);
  const maxPool = hasMaxPool(reference, width);
  const { lr, momentum, weightDecay } = reference;
  return configSchema.parse({
    name: 'parity',
    data: {
      source: { train: 'none', test: 'none' },
      target: { train: 'none', test: 'none' },
      classes: reference.numClasses,
      channels,
      imageSize: reference.imageSize,
    },
    model: {
      backbone: reference.backbone,
      width,
      stem: { kernel: size('enc_shared.conv1.weight', 2), maxPool },
      lastStageStride: upBlocks.length + Number(pixelShuffle) - 3 - Number(maxPool) === 0 ? 1 : 2,
      batchNorm: { statistics: 'shared' },
    },
    method: {
      name: 'stsn',
      textureCode: reference.privateCodeSize,
      privateEncoder: {
        width: size('enc_s.cnn.0.weight', 0),
        stages: matching(/^enc_s\.cnn\.\d+\.weight$/).filter((shape) => shape.length === 4).length,
      },
      decoder: {
        width: size('dec.main.0.conv.weight', 0),
        minimumWidth: Math.min(...upBlocks.map(([output]) => output ?? Infinity)),
        pixelShuffle,
      },
      imageDiscriminator: { width: size('dis_s2t.feature.0.conv.weight', 0) },
      featureDiscriminator: { hidden: size('dis_f.ad_layer1.weight', 0), dropout: 0, sigmoid: true },
      perceptual: {
        width: size('vgg.features.0.weight', 0),
        depth: vggDepth(matching(/^vgg\.features\.\d+\.weight$/).length),
      },
      optimizers: {
        power: reference.power,
        encoder: { type: 'sgd', lr: lr.encoder, momentum, weightDecay },
        reconstruction: { lr: lr.reconstruction },
        imageDiscriminator: { lr: lr.imageDiscriminator, every: reference.discriminatorEvery },
        featureDiscriminator: { lr: lr.featureDiscriminator },
      },
    },
    training: { steps: reference.totalSteps, batchSize: reference.batch },
  });
}

/** Whether the stem has a max pool, which no parameter shows, but the size of the tensor after it. */
function hasMaxPool({ expected, imageSize, batch }: Reference, width: number): boolean {
  const low = expected.steps[0]?.forward.low_s;
  return !low || Math.sqrt(low.n / batch / width) < 0.3 * imageSize;
}

function vggDepth(convolutions: number): keyof typeof vggDepths {
  for (const [name, blocks] of Object.entries(vggDepths))
    if (blocks.reduce<number>((sum, count) => sum + count, 0) === convolutions)
      return name as keyof typeof vggDepths;
  throw new Error(`parameters: vgg.features has ${convolutions} convolutions, as no known network does`);
}
