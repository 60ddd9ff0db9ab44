import { drawnDomains, ganSizeFault, translatorSizeFault, type RunConfig } from '@jiagu/config';
import {
  bothDomains,
  domainData,
  epochLength,
  partnersOf,
  type Dataset,
  type Domains,
  type TestDomains,
} from '@jiagu/data';
import { world } from '@jiagu/distributed';
import { LEAST_REAL } from '@jiagu/generation-metrics';
import { sideProblem } from '@jiagu/methods';
import { fedDomains, type Method } from '@jiagu/training';
import { UsageError } from '../command-line/usage-error.js';
import { refuseFeatures } from './open-features.js';

/**
 * Finds problems in a configuration that would make its training fail, before anything is read or created.
 * @throws UsageError naming the keys, one line per problem
 */
export function refuseConfig(config: RunConfig): void {
  const { data, method } = config;
  const problems: string[] = [];
  if (data.resizeTo !== undefined && data.resizeTo < data.imageSize)
    problems.push(
      `data.resizeTo is ${data.resizeTo}, but data.imageSize, which is cropped from it, is ${data.imageSize}: raise the former or lower the latter`,
    );
  const side = method.name === 'stsn' ? sideProblem(config) : undefined;
  if (side !== undefined) problems.push(side);
  if (method.name === 'gan')
    for (const player of ['generator', 'critic'] as const) {
      const fault = ganSizeFault(player, method[player], data.imageSize);
      if (fault !== null) problems.push(fault);
    }
  if ('translator' in method) {
    const faults = [
      translatorSizeFault(method.translator, data.imageSize),
      ganSizeFault('critic', method.critic, data.imageSize),
    ];
    problems.push(...faults.filter((fault) => fault !== null));
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  for (const domain of drawnDomains(config)) refuseFeatures(config, domain);
}

/** @throws UsageError where a batch can't be dealt out evenly to the ranks of the run */
export function refuseUnevenShares(
  { training: { batchSize } }: Pick<RunConfig, 'training'>,
  { size } = world(),
): void {
  if (batchSize % size === 0) return;
  const near = [Math.floor(batchSize / size) * size, Math.ceil(batchSize / size) * size].filter(Boolean);
  throw new UsageError(
    `training.batchSize is ${batchSize}, that of all ranks together, and ${size} ranks can't share it evenly: ` +
      `take ${near.join(' or ')}, or another number of ranks`,
  );
}

/**
 * Finds batches in any step that are larger than the number of images they are taken from.
 * @param method its phases give the batch sizes; its networks are not used
 * @throws UsageError naming the part and the first such step
 */
export function refuseBatches(
  { training, method: settings }: Pick<RunConfig, 'training' | 'method'>,
  method: Pick<Method, 'phase' | 'feeds'>,
  domains: Domains,
): void {
  const [factorKey, named] =
    settings.name === 'gan'
      ? ['method.criticSteps', 'method.criticSteps']
      : ['batchFactor', 'the batchFactor'];
  for (const domain of fedDomains(method.feeds)) {
    const images = epochLength(domainData(domains, domain).train);
    for (let step = 0; step < training.steps; step++) {
      const { name, batchFactor } = method.phase(step);
      const size = training.batchSize * batchFactor;
      if (size <= images) continue;
      const factor =
        batchFactor === 1
          ? `training.batchSize is ${size}`
          : `batches of ${size} are taken from step ${step + 1} on (${name}: training.batchSize ${training.batchSize}, ${factorKey} ${batchFactor})`;
      const most = Math.floor(images / batchFactor);
      throw new UsageError(
        `${factor}, but data.${domain}.train gives ${images} images per epoch: ` +
          (most > 0 ? `set training.batchSize to ${most} at most` : `lower ${named}`) +
          (batchFactor > 1 && most > 0 ? `, or lower ${named}` : ''),
      );
    }
  }
}

/**
 * Finds parts with too few images to measure drawn images against, or to translate enough of.
 * @throws UsageError naming the part
 */
export function refuseFewImages(
  config: Pick<RunConfig, 'method' | 'training'>,
  { feeds }: Pick<Method, 'feeds'>,
  domains: TestDomains,
): void {
  if (drawnDomains(config).length === 0) return;
  for (const domain of fedDomains(feeds)) {
    const parts = domainData<Partial<Record<'train' | 'test', Dataset>>>(domains, domain);
    for (const part of ['train', 'test'] as const) {
      const images = parts[part]?.length ?? Infinity;
      if (images < LEAST_REAL)
        throw new UsageError(
          `data.${domain}.${part} has ${images} images; measuring drawn ones needs at least ${LEAST_REAL}`,
        );
    }
  }
}

/**
 * Finds training images without a partner, for a method that learns from pairs.
 * @throws UsageError naming the image
 */
export function refusePairs({ feeds }: Pick<Method, 'feeds'>, domains: Domains): void {
  if (!feeds.paired) return;
  const { source, target } = bothDomains(domains);
  try {
    partnersOf(source.train, target.train);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
