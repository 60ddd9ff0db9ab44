import type { Pass } from '@jiagu/nn';

/** Training pass of the source's images, which updates the source's running statistics. */
export const onSource: Pass = { training: true, domain: 'source' };
/** Training pass of the target's images, which updates the target's running statistics. */
export const onTarget: Pass = { training: true, domain: 'target' };

/** Training pass of strong views and translated images: batch statistics, which no domain's own running ones track. */
export const untracked: Pass = { training: true, domain: null };
