import { html } from '../html.js';
import { GENERATOR_PICTURES } from './generator-pictures.js';
import { pictureFigure, type RunPicture } from './picture-figure.js';
import { section } from './section.js';

/** The pictures in the order of the page. */
const pictures: readonly RunPicture[] = [
  {
    file: GENERATOR_PICTURES.classes,
    alt: 'Grid of images: each row is a class, real images first, then generated ones',
    name: 'Class by class.',
    caption:
      'A row is a class: real images that the generator did not learn from, then generated ones; each column of generated images has the same noise. Rows should show their class, and columns differ within it: a row of one and the same glyph is a class that has collapsed; rows that look alike mean that the class is ignored.',
  },
  {
    file: GENERATOR_PICTURES.generated,
    alt: 'Grid of generated images, each from its own noise',
    name: 'Generated.',
    caption: 'Each image has its own noise. The same glyph again and again means collapse.',
  },
  {
    file: GENERATOR_PICTURES.real,
    alt: 'Grid of real images of the domain that the generator draws',
    name: 'Real.',
    caption:
      'Images that the generator did not learn from, drawn at random, for comparison: the generated ones should be as sharp and as varied.',
  },
  {
    file: GENERATOR_PICTURES.nearest,
    alt: 'Pairs of rows of images: generated ones, and below each the training image nearest to it',
    name: 'Nearest training images.',
    caption:
      'Below each generated image the training image whose pixels differ least from it. They should be similar, not identical: identical ones are copies. Shifted or rotated copies are not found by pixels; authenticity, by the features of the evaluation, finds more.',
  },
  {
    file: GENERATOR_PICTURES.arcs,
    alt: 'Rows of generated images interpolated from one noise vector to another',
    name: 'From one noise to another.',
    caption:
      'Each row goes from one noise vector to another along the arc between them. One glyph should turn into the other through images that could be real; a sudden jump between two glyphs means that the generator has memorised them.',
  },
  {
    file: GENERATOR_PICTURES.truncation,
    alt: 'Rows of generated images, from narrow noise at the top to full noise at the bottom',
    name: 'Truncation.',
    caption:
      'The same noise, truncated at ever wider limits from the top to the bottom. Narrow noise gives typical images, full noise everything that was learned: variety should grow downwards without a loss of quality.',
  },
];

/** Images that the generator draws, beside real ones. */
export const generated = section({
  id: 'generated',
  title: 'What it draws',
  needs: async (run) => {
    const shown = await Promise.all(pictures.map((picture) => pictureFigure(run, picture)));
    const drawn = shown.filter((figure) => figure !== undefined);
    return drawn.length > 0 ? drawn : undefined;
  },
  render: async (drawn) => ({ body: html`${drawn}` }),
});
