import { describeDifference, domainData, domainsOf, type Dataset, type Domains } from '@jiagu/data';
import type { RunEnvironment, RunFolder } from '@jiagu/training';
import { describeParts } from './environment.js';

/** What data a run goes on with. */
export interface FollowedData {
  /** `env.json` with the parts as they are now. */
  readonly environment: RunEnvironment;
  /** What differs from when the run began, a line a part. */
  readonly changes: readonly string[];
}

/**
 * Compares the data with those that a run began with. Images may have been taken out, damaged ones as a rule; before
 * the first step anything may have changed.
 * @param trained whether steps were done
 * @throws Error when images came in, or as many are others or have other labels, or a class of the source has none left
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
      if (!trained) return [`${name}: ${had} images -> ${has}, other than recorded`];
      if (has > had)
        throw new Error(
          `${folder.path}: ${name} has ${has} images, but had ${had} when the run began; start a new run`,
        );
      if (has === had)
        throw new Error(
          `${folder.path}: ${name} has other images than when the run began, or other labels or another order: ` +
            'put it back as it was, or start a new run',
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
