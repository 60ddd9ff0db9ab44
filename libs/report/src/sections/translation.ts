import { describeFeatures, measureTitles } from '@jiagu/generation-metrics';
import type { Translation } from '../evaluation-file.js';
import { integer, measured } from '../format.js';
import { html, type Html } from '../html.js';
import { measureOrder } from './measures.js';
import { pictureFigure } from './picture-figure.js';
import { dataTable, section } from './section.js';

/** Files of a translation's pictures below `samples/`. */
export const TRANSLATION_PICTURES = { strips: 'translations.png' } as const;

const strips = {
  file: TRANSLATION_PICTURES.strips,
  alt: 'Rows of images: test images of a domain, what they are translated to, and what comes back',
  name: 'Translations.',
  caption:
    'A column is a test image, its translation and, where the method goes both ways, what comes back of that. A translation should carry the strokes of the image that it comes from, thin ones too, on the ground of the other domain. What comes back is close to the original even where the translation is not: a translator can hide the original in a faint pattern.',
} as const;

/** What the images of one domain become in the other, and how near they come to its real ones. */
export const translation = section({
  id: 'translation',
  title: 'Translated',
  needs: async (run) => {
    const picture = await pictureFigure(run, strips);
    const directions = run.evaluation?.translation ?? run.evaluation?.translated ?? [];
    return picture || directions.length > 0 ? { picture, directions } : undefined;
  },
  render: async ({ picture, directions }) => ({ body: html`${picture}${directions.map(table)}` }),
});

function table({ from, domain, features, images, measures, untranslated }: Translation): Html {
  const told = (value: number | null | undefined): string =>
    typeof value === 'number' ? measured(value) : '–';
  const rows = measureOrder.flatMap((name) => {
    const found = measures[name];
    if (!found) return [];
    const { value, floor, better } = found;
    return [[measureTitles[name], told(value), told(untranslated[name]), told(floor), better]];
  });
  return html`<h3>From ${from} to ${domain}</h3>
    <p>
      ${integer(images.generated)} test images of the ${from}, translated, beside ${integer(images.real)} test
      images of the ${domain}, by ${describeFeatures(features)}. Untranslated: the same images as they are; a
      translation that is not far better did little. The floor is what training images of the ${domain} get in
      their place. Label correctness is the share that the recogniser behind the features reads as the class
      of the original.
    </p>
    ${dataTable(
      `Measures of the evaluation that is reported, ${from} to ${domain}`,
      ['measure', 'translated', 'untranslated', 'floor', 'better'],
      rows,
    )}`;
}
