import { configDigest, type RunConfig } from '@jiagu/config';
import { datasetsOf, partDigest, type Domains } from '@jiagu/data';
import { textsOfRanks, world } from '@jiagu/distributed';

/** Bytes of a digest at most: `sha256:` and 64 hexadecimal digits. */
const DIGEST = 80;

/**
 * Makes sure that all ranks train by the same configuration and images. To be called by all ranks.
 * @throws Error naming what differs, and where
 */
export function requireSameInputs({ device: _, threads: __, ...config }: RunConfig, domains: Domains): void {
  const { size, hosts } = world();
  if (size === 1) return;
  const inputs = [
    ['the configuration', configDigest(config)],
    ...datasetsOf(domains).map((part) => [`data.${part.name}`, partDigest(part)] as const),
  ] as const;
  for (const [name, digest] of inputs) {
    const [first, ...others] = textsOfRanks(digest, DIGEST);
    const astray = others.findIndex((other) => other !== first);
    if (astray >= 0)
      throw new Error(
        `${name} of rank ${astray + 1} on ${hosts[astray + 1]} is not that of rank 0 on ${hosts[0]}`,
      );
  }
}
