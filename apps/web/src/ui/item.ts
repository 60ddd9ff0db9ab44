import type { Domain } from '@jiagu/config/portable';
import type { Candidate } from '@jiagu/evaluation/portable';

/** An image that is read. */
export interface Item {
  readonly name: string;
  readonly domain: Domain;
  readonly image: Blob;
  /** what it is taken for, or why it can't be read; absent until it is its turn */
  result?: readonly Candidate[] | string;
}

/** What the domains' images are called. */
export const KINDS: Readonly<Record<Domain, string>> = { source: 'handprint', target: 'rubbing' };
