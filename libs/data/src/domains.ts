import { DOMAINS, type Domain } from '@jiagu/config';
import type { Dataset } from './dataset.js';

/** The two parts of a domain. */
export interface DomainData<Part extends Dataset = Dataset> {
  readonly train: Part;
  readonly test: Part;
}

/** The data of a study. A domain that its method does not look at may be absent. */
export interface Domains<Part extends Dataset = Dataset> {
  readonly source?: DomainData<Part>;
  readonly target?: DomainData<Part>;
  /** As the configuration or the first part names them; all parts agree. */
  readonly classNames: readonly string[];
}

/** What networks are measured on: test parts, and training parts where needed. */
export interface TestDomains {
  readonly source?: Pick<DomainData, 'test'> & Partial<DomainData>;
  readonly target?: Pick<DomainData, 'test'> & Partial<DomainData>;
  readonly classNames: readonly string[];
}

/** The domains that are there, the source first. */
export function domainsOf(domains: Partial<Record<Domain, unknown>>): Domain[] {
  return DOMAINS.filter((domain) => domains[domain]);
}

/**
 * The data of a domain that is needed.
 * @throws Error when the configuration leaves it out
 */
export function domainData<Data>(domains: Partial<Record<Domain, Data>>, domain: Domain): Data {
  const data = domains[domain];
  if (!data) throw new Error(`the configuration has no data.${domain}, which this needs`);
  return data;
}

/**
 * The data of both domains.
 * @throws Error when the configuration leaves one out
 */
export function bothDomains<Data>(domains: Partial<Record<Domain, Data>>): Record<Domain, Data> {
  return { source: domainData(domains, 'source'), target: domainData(domains, 'target') };
}

/** Every part that is there, in the order in which parts are opened and packed. */
export function datasetsOf<Part extends Dataset>(domains: Domains<Part>): Part[] {
  return domainsOf(domains).flatMap((domain) => {
    const { train, test } = domainData(domains, domain);
    return [train, test];
  });
}
