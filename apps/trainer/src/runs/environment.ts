import type { RunConfig } from '@jiagu/config';
import { domainData, domainsOf, partDigest, type Dataset, type Domains } from '@jiagu/data';
import { world } from '@jiagu/distributed';
import type { EngineInfo } from '@jiagu/engine';
import type { RunEnvironment } from '@jiagu/training';
import { version } from '../version.js';

/** How a run was started, for `env.json`. */
export function describeEnvironment(config: RunConfig, domains: Domains, engine: EngineInfo): RunEnvironment {
  const { device, threads, tensorflow } = engine;
  const { size: ranks } = world();
  return {
    versions: {
      jiagu: version,
      node: process.versions.node,
      tensorflow,
      engine: `${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
      platform: `${process.platform} ${process.arch}`,
    },
    argv: process.argv.slice(2),
    seed: config.seed,
    ...(ranks > 1 && { ranks }),
    started: new Date().toISOString(),
    ...describeParts(domains),
    classNames: domains.classNames,
  };
}

/** Number of images in each part, the digests of their names and classes, and what the source mixes. */
export function describeParts(
  domains: Domains,
): Required<Pick<RunEnvironment, 'data' | 'digests'>> & Pick<RunEnvironment, 'mixture'> {
  const ofParts = <T>(value: (part: Dataset) => T) =>
    Object.fromEntries(
      domainsOf(domains).map((domain) => {
        const { train, test } = domainData(domains, domain);
        return [domain, { train: value(train), test: value(test) }];
      }),
    );
  const mixture = domains.source?.train.mixture;
  return {
    data: ofParts(({ length }) => length),
    digests: ofParts(partDigest),
    ...(mixture && { mixture }),
  };
}
