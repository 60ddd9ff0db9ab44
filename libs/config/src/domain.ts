/** Where images come from, the labelled domain first. */
export const DOMAINS = ['source', 'target'] as const;

/** One of the two domains. */
export type Domain = (typeof DOMAINS)[number];

/** The other one of the two. */
export const otherDomain = (domain: Domain): Domain => (domain === 'source' ? 'target' : 'source');
