import type { CheckedPart } from './checked-part.js';
import { byReason, type LeftOutReason, type Listing, placeOf } from '../readers/listing.js';
import type { ImageFacts } from './examine-part.js';
import type { Finding } from './finding.js';

/** No character is legible with fewer pixels a side. */
const LEAST_SIDE = 8;

/** No stroke is visible where levels differ by less, of 255. */
const LEAST_SPAN = 16;

/** Above this share of the clear images with strokes of the rarer kind, a domain mixes both. */
const MIXED = 0.02;

/** What is wrong with single images of a part, and which files of its folder are not read. */
export function judgeImages({ name, listing, facts }: CheckedPart): Finding[] {
  const findings = [...leftOut(name, listing)];
  const place = (i: number): string => placeOf(listing, i);
  const report = (
    severity: Finding['severity'],
    kind: Finding['kind'],
    message: string,
    wrong: (facts: ImageFacts) => boolean,
  ) => {
    const found = facts.flatMap((image, i) => (!('error' in image) && wrong(image) ? [i] : []));
    if (found.length > 0) findings.push({ severity, kind, where: name, message, images: found.map(place) });
  };
  facts.forEach((image, i) => {
    if (!('error' in image)) return;
    const { error: message } = image;
    findings.push({ severity: 'error', kind: 'unreadable', where: name, message, images: [place(i)] });
  });
  const small = ({ width, height }: ImageFacts) => Math.min(width, height) < LEAST_SIDE;
  report('warning', 'too small', `less than ${LEAST_SIDE} pixels wide or high`, small);
  report('warning', 'blank', 'all pixels are the same', (image) => image.blank && !small(image));
  report(
    'warning',
    'blank',
    `the levels differ by less than ${LEAST_SPAN} of 255: next to nothing can be seen`,
    ({ blank, span }) => !blank && span < LEAST_SPAN,
  );
  for (const [conversion, meaning] of Object.entries(CONVERSIONS))
    report('note', 'converted', meaning, ({ conversions }) => conversions.includes(conversion));
  const count = (polarity: string) =>
    facts.filter((image) => !('error' in image) && image.polarity === polarity).length;
  const [dark, light] = [count('dark'), count('light')];
  if (Math.min(dark, light) > MIXED * (dark + light)) {
    const rare = dark < light ? 'dark' : 'light';
    report(
      'warning',
      'polarity',
      `polarities are mixed: ${dark} images with dark strokes on light ground, ${light} with light strokes on dark; ` +
        `the rarer are listed`,
      ({ polarity }) => polarity === rare,
    );
  }
  return findings;
}

/** How images in formats that networks don't take are converted. */
const CONVERSIONS: Record<string, string> = {
  '16 bits': 'stored with 16 bits a channel, read as 8',
  levels:
    'stored with levels whose white is not 255 or 65535 (floating point, 12 bits in 16), scaled when read',
  palette: 'stored with a palette, read as its colours',
  transparency: 'stored with transparency, laid on white when read',
};

/** Reasons to leave out a file that are usual in the folder of a data set. */
const EXPECTED: ReadonlySet<LeftOutReason> = new Set([
  'hidden',
  'of a system or program',
  'no image of a kind that is read',
  'overview of generated images',
]);

function leftOut(where: string, listing: Listing): Finding[] {
  return Array.from(byReason(listing.leftOut ?? []), ([reason, images]) => ({
    severity: EXPECTED.has(reason) ? 'note' : 'warning',
    kind: 'left out',
    where,
    message: `left out: ${reason}`,
    images,
  }));
}
