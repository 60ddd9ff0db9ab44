import sharp from 'sharp';
import { z } from 'zod';
import { DOMAINS, type Domain } from '@jiagu/config';
import type { Mistake } from './evaluation-file.js';
import type { Tile } from './image-grid.js';

/** File of a run folder that holds the images its report shows. */
export const EXAMPLES_FILE = 'examples.json';

/** Confused pairs of classes that a report shows. */
const PAIRS = 12;
/** Mistakes of each domain that a report shows, and how many of a single pair of classes. */
const MISTAKES: Record<Domain, number> = { target: 24, source: 8 };
const PER_PAIR = 2;
/** Longest side of a kept image, in pixels. */
const SIDE = 128;

const exampleSchema = z.object({
  domain: z.enum(DOMAINS),
  /** number of its class */
  label: z.number().int(),
  /** as the evaluation names it */
  file: z.string(),
  /** the image as networks see it, base64 */
  png: z.string(),
});
/** Schema of `examples.json`. */
export const examplesSchema = z.object({ images: z.array(exampleSchema) });

/** A test image that is kept for the report. */
export type Example = z.infer<typeof exampleSchema>;

/** The test images that a report shows. */
export interface WantedExamples {
  readonly files: ReadonlySet<string>;
  /** one image of each of these classes */
  readonly classes: ReadonlySet<number>;
}

/** The parts of an evaluation that decide which images its report shows. */
type Judged = Partial<
  Record<
    Domain,
    {
      readonly confusion: readonly (readonly [label: number, predicted: number, count: number])[];
      readonly mistakes: readonly Readonly<Mistake>[];
    }
  >
>;

/** Which images of a domain's test part the report of an evaluation shows. */
export function wantedExamples(evaluation: Judged, domain: Domain): WantedExamples {
  const pairs = confusedPairs(evaluation);
  const misread =
    domain === 'target' ? pairs.map(([label, predicted]) => misreadAs(evaluation, label, predicted)) : [];
  return {
    files: new Set(
      [...shownMistakes(evaluation, domain), ...misread].flatMap((mistake) => mistake?.file ?? []),
    ),
    classes: new Set(pairs.flatMap(([label, predicted]) => [label, predicted])),
  };
}

/** The pairs of classes that are confused most often on the target: [label, predicted class, number of images]. */
export function confusedPairs({ target }: Judged): (readonly [number, number, number])[] {
  return (target?.confusion ?? [])
    .filter(([label, predicted, count]) => label !== predicted && count > 0)
    .sort((a, b) => b[2] - a[2])
    .slice(0, PAIRS);
}

/** The most confident of the listed mistakes of a pair of classes on the target. */
export function misreadAs({ target }: Judged, label: number, predicted: number): Mistake | undefined {
  return target?.mistakes.find((mistake) => mistake.label === label && mistake.predicted === predicted);
}

/** The most confident mistakes of a domain, at most two of each pair of classes. */
export function shownMistakes(evaluation: Judged, domain: Domain): Mistake[] {
  const counts = new Map<string, number>();
  return (evaluation[domain]?.mistakes ?? [])
    .toSorted((a, b) => b.confidence - a.confidence)
    .filter(({ label, predicted }) => {
      const pair = `${label} ${predicted}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      return (counts.get(pair) ?? 0) <= PER_PAIR;
    })
    .slice(0, MISTAKES[domain]);
}

/** The most mistakes of a pair of classes that are shown. */
export const mistakesPerPair = PER_PAIR;

/** An image as its report shows it: at most 128 pixels a side, PNG, base64. */
export async function encodeExample({ width, height, channels, data }: Tile): Promise<string> {
  const png = await sharp(data, { raw: { width, height, channels } })
    .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 9 })
    .toBuffer();
  return png.toString('base64');
}
