import type { Pass } from '@jiagu/nn';

/** Training passes of images as they are, which update their domain's running statistics. */
export const onSource: Pass = { training: true, domain: 'source' };
export const onTarget: Pass = { training: true, domain: 'target' };

/** Training pass of strong views and translated images: batch statistics, tracked for neither domain. */
export const untracked: Pass = { training: true, domain: null };
