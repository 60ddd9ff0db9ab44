import { isDeepStrictEqual } from 'node:util';
import type { ImageProgress } from '../packed/pack.js';
import { needsLabels, type PartName } from '../part-names.js';
import { configuredClasses } from '../readers/classify-listing.js';
import { placeOf } from '../readers/listing.js';
import { readStudyPart, type ClassifiedPart } from '../readers/read-study-part.js';
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
  const listings: (Pick<CheckedPart, 'name' | 'part'> & ClassifiedPart)[] = [];
  let { classes } = given;
  let known = configuredClasses(given);
  for (const [name, part] of parts) {
    const labelled = labels && needsLabels(name);
    try {
      const read = await readStudyPart(part, `data.${name}`, { classes, known, labelled });
      const { classNames: names } = read.classified;
      classes ??= names.length;
      known ??= { names, whose: `data.${name}` };
      listings.push({ name, part, ...read });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      findings.push({ severity: 'error', kind: 'listing', where: name, message, images: [] });
    }
  }
  const total = listings.reduce((sum, { listing }) => sum + listing.files.length, 0);
  let done = 0;
  const checked: CheckedPart[] = [];
  for (const { name, part, listing, classified } of listings) {
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
