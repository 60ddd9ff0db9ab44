import { isDeepStrictEqual } from 'node:util';
import type { DataPart } from '@jiagu/config';
import type { ImageProgress } from '../packed/pack.js';
import { needsLabels, type PartName } from '../part-names.js';
import { classifyListing, configuredClasses } from '../readers/classify-listing.js';
import { type Listing, placeOf } from '../readers/listing.js';
import { readPart } from '../readers/read-part.js';
import type { CheckedData, CheckedPart } from './checked-part.js';
import { examinePart } from './examine-part.js';
import type { Finding } from './finding.js';
import { judge } from './judge.js';
import { summarize, type PartSummary } from './part-summary.js';

/** The result of a check. */
export interface DataReport {
  readonly classNames: readonly string[];
  readonly parts: Readonly<Partial<Record<PartName, PartSummary>>>;
  /** Errors first, then warnings, then notes. */
  readonly findings: readonly Finding[];
}

/** Reads every image of a study's parts and reports what they hold and what is wrong with them. */
export async function checkData(
  { parts, labels = true, ...given }: CheckedData,
  onProgress: ImageProgress = () => undefined,
): Promise<DataReport & { readonly checked: readonly CheckedPart[] }> {
  let findings: Finding[] = [];
  const listings: { name: PartName; part: DataPart; listing: Listing }[] = [];
  for (const [name, part] of parts) {
    try {
      listings.push({ name, part, listing: await readPart(part, `data.${name}`) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      findings.push({ severity: 'error', kind: 'listing', where: name, message, images: [] });
    }
  }
  const total = listings.reduce((sum, { listing }) => sum + listing.files.length, 0);
  let done = 0;
  const checked: CheckedPart[] = [];
  const classes = given.classes ?? countClasses(listings[0]?.listing);
  let known = configuredClasses(given);
  for (const { name, part, listing } of listings) {
    const classified = classifyListing(listing, { classes, known, labelled: labels && needsLabels(name) });
    known ??= { names: classified.classNames, whose: `data.${name}` };
    for (const message of listing.faults)
      findings.push({ severity: 'error', kind: 'listing', where: name, message, images: [] });
    for (const { message, image } of classified.faults) {
      const images = image === undefined ? [] : [placeOf(listing, image)];
      findings.push({ severity: 'error', kind: 'label', where: name, message, images });
    }
    if (classified.assumption !== undefined)
      findings.push({
        severity: 'note',
        kind: 'label',
        where: name,
        message: classified.assumption,
        images: [],
      });
    // A part that is the same as an earlier one is not read twice.
    const same = checked.find((other) => isDeepStrictEqual(other.part, part));
    const facts = same?.facts ?? (await examinePart(listing, () => onProgress(++done, total)));
    if (same) onProgress((done += listing.files.length), total);
    checked.push({ name, part, listing, labels: classified.labels, facts });
  }
  const names = known?.names ?? [];
  findings = findings.concat(judge(checked, names));
  const order = ['error', 'warning', 'note'];
  return {
    classNames: names,
    parts: Object.fromEntries(checked.map((part) => [part.name, summarize(part, names.length)])),
    findings: findings.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
    checked,
  };
}

const countClasses = (listing: Listing | undefined): number =>
  listing?.classNames?.length ??
  1 + (listing?.labels.reduce((most, label) => Math.max(most, label), -1) ?? 0);
