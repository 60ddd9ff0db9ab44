import { describeDifference, domainData, domainsOf, type Dataset, type Domains } from '@jiagu/data';
import type { RunEnvironment, RunFolder } from '@jiagu/training';
import { describeParts } from './environment.js';

/** The data with which a run continues. */
export interface FollowedData {
  /** The content of `env.json` for the present data. */
  readonly environment: RunEnvironment;
  /** The differences from the data with which the run began, one line per part. */
  readonly changes: readonly string[];
}

/**
 * Compares the data with those with which a run began. Images may have been removed, usually because they are damaged.
 * Before the first step, any change is allowed.
 * @param trained whether the run has completed steps
 * @throws Error when images were added, exchanged, reordered or relabelled, or a class of the source has none left
 */
export function followData(folder: RunFolder, domains: Domains, trained: boolean): FollowedData {
  const then = folder.environment();
  const now = describeParts(domains);
  const changes = domainsOf(domains).flatMap((domain) =>
    (['train', 'test'] as const).flatMap((kind) => {
      const [had, has] = [then.data[domain]?.[kind] ?? 0, now.data[domain]?.[kind] ?? 0];
      const [before, after] = [then.digests?.[domain]?.[kind], now.digests[domain]?.[kind]];
      // Runs of older versions recorded no digests.
      if (has === had && (before === undefined || before === after)) return [];
      const name = `data.${domain}.${kind}`;
      if (!trained) return [`${name}: ${had} images -> ${has}, different from those recorded`];
      if (has > had)
        throw new Error(
          `${folder.path}: ${name} has ${has} images, but had ${had} when the run began; start a new run`,
        );
      if (has === had)
        throw new Error(
          `${folder.path}: the images of ${name}, their labels or their order have changed since the run began: ` +
            'restore them, or start a new run',
        );
      if (kind === 'train' && domain === 'source')
        refuseLostClasses(folder, domainData(domains, domain).train);
      return [`${name}: ${had} images -> ${has}`];
    }),
  );
  return { environment: { ...then, ...now }, changes };
}

function refuseLostClasses({ path }: RunFolder, { labels, classNames }: Dataset): void {
  const present = new Set(labels);
  const names = classNames.filter((_, label) => present.has(label));
  const missing = classNames.filter((_, label) => !present.has(label));
  if (missing.length === 0) return;
  const run = { whose: `the run ${path}`, names: classNames };
  throw new Error(describeDifference(run, { whose: 'data.source.train', names }, { unknown: [], missing }));
}
