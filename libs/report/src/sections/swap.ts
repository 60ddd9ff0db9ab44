import type { SwapBar, TextureSpread } from '../evaluation-file.js';
import { html, type Html } from '../html.js';
import { pictureFigure } from './picture-figure.js';
import { dataTable, section } from './section.js';

/** Files of the swap's pictures below `samples/`, by what they show. */
export const SWAP_PICTURES = {
  matrix: 'swap-matrix.png',
  strips: 'strips.png',
  textures: 'interpolation-textures.png',
  structures: 'interpolation-structures.png',
  randomTextures: 'random-textures.png',
} as const;

/** The pictures in the order of the page: file, what it shows, its name, how to read it. */
const pictures = [
  {
    file: SWAP_PICTURES.matrix,
    alt: 'Grid of generated images: each row has the structure of one image, each column the texture of another',
    name: 'Swap matrix.',
    caption:
      'A row has the structure of one image, a column the texture of another; the images that give them stand at the edges. Along a row the glyph should stay and the surface change; down a column the surface should stay and the glyph change. Columns that all look alike mean that the texture code is not used; rows that all look alike, that the structure is lost.',
  },
  {
    file: SWAP_PICTURES.strips,
    alt: 'Strips of images: source, its reconstruction, source translated to the target, target, its reconstruction, target translated to the source',
    name: 'Strips.',
    caption:
      'From the top: source, its reconstruction, the same glyph as a scan (s2t); target, its reconstruction, the same glyph as a drawing (t2s). Translations should carry the strokes of the image that they come from, thin ones too, on the ground of the other domain.',
  },
  {
    file: SWAP_PICTURES.textures,
    alt: 'Rows of generated images that go from one texture to another while the structure is kept',
    name: 'From one texture to another.',
    caption:
      'First in each row the image that gives the structure; then, between texture A and texture B, the texture code goes in equal steps from one to the other. The surface should change smoothly and the glyph not at all.',
  },
  {
    file: SWAP_PICTURES.structures,
    alt: 'Rows of generated images that go from one structure to another while the texture is kept',
    name: 'From one structure to another.',
    caption:
      'First in each row the image that gives the texture; then, between structure A and structure B, the structure goes in equal steps from one to the other. The surface should stay, and one glyph dissolve into the other without a jump.',
  },
  {
    file: SWAP_PICTURES.randomTextures,
    alt: 'Rows of generated images: one structure in each row, drawn with random textures',
    name: 'Random textures.',
    caption:
      'First in each row the image that gives the structure; then the same glyph with texture codes that belong to no image, drawn at random among those of the domain. The surfaces should vary and look like those of real images; if they all look alike, the decoder ignores the code.',
  },
] as const;

/** Pictures with swapped structures and textures, and figures that show whether the swap works. */
export const swap = section({
  id: 'swap',
  title: 'Structure and texture, swapped',
  needs: async (run) => {
    const shown = (await Promise.all(pictures.map((picture) => pictureFigure(run, picture)))).filter(
      (drawn) => drawn !== undefined,
    );
    const { swapBars: bars = [], textures = [] } = run.evaluation ?? {};
    return shown.length + bars.length > 0 ? { shown, bars, textures } : undefined;
  },
  render: async ({ shown, bars, textures }) => ({
    body: html`<p>
        If the two are separated, a glyph keeps its strokes when it takes on the surface of another image.
        High accuracy alone does not show this: a decoder can collapse while the classifier does well.
      </p>
      ${bars.length > 0 && verdicts(bars)} ${textures.length > 0 && spreads(textures)} ${shown}`,
  }),
});

/** The figures and the thresholds that a collapsed decoder misses. */
function verdicts(bars: readonly SwapBar[]): Html {
  return dataTable(
    'Swap figures of images in 0..1; s2t: source drawn as target, t2s: target drawn as source',
    ['direction and measure', 'required', 'value'],
    bars.map(({ direction, measure, value, bar, holds }) => [
      `${direction}: ${measure}`,
      bar,
      html`<span class="${holds ? 'good' : 'bad'}"
        >${value.toFixed(2)} <span>${holds ? '✓ holds' : '✗ misses'}</span></span
      >`,
    ]),
  );
}

/** How much surfaces vary along a row of the swap matrix, beside real images. */
function spreads(textures: readonly TextureSpread[]): Html {
  return html`${dataTable(
      'How much the surface changes with the texture: standard deviations of images in 0..1',
      ['drawn as', 'statistic', 'one glyph, many textures', 'real images', 'share'],
      textures.map(({ domain, statistic, row, real }) => [
        domain,
        statistic,
        row.toFixed(3),
        real.toFixed(3),
        real > 0 ? `${Math.round((100 * row) / real)} %` : '–',
      ]),
    )}
    <p>
      Grain is what a blur of 3 by 3 pixels takes away. Real images differ in their glyphs too, so that their
      contrast and grain vary somewhat more than their surfaces do.
    </p>`;
}
