import type { SwapFigures } from '../evaluation-file.js';
import { html, type Html } from '../html.js';
import { img, readPicture } from '../picture.js';
import { sample, type Run } from '../run-folder.js';
import { dataTable, type Section } from './section.js';

const big = { width: 1100, height: 1600, bytes: 500_000 };

/** Pictures of a run in the order of the page: file, what it shows, its name, how to read it. */
const pictures = [
  {
    file: 'swap-matrix.png',
    alt: 'Grid of generated images: each row has the structure of one image, each column the texture of another',
    name: 'Swap matrix.',
    caption:
      'A row has the structure of one image, a column the texture of another; the images that give them stand at the edges. Along a row the glyph should stay and the surface change; down a column the surface should stay and the glyph change. Columns that all look alike mean that the texture code is not used; rows that all look alike, that the structure is lost.',
  },
  {
    file: 'strips.png',
    alt: 'Strips of images: source, its reconstruction, source translated to the target, target, its reconstruction, target translated to the source',
    name: 'Strips.',
    caption:
      'From the top: source, its reconstruction, the same glyph as a scan (s2t); target, its reconstruction, the same glyph as a drawing (t2s). Translations should carry the strokes of the image that they come from, thin ones too, on the ground of the other domain.',
  },
  {
    file: 'interpolation-textures.png',
    alt: 'Rows of generated images that go from one texture to another while the structure is kept',
    name: 'From one texture to another.',
    caption:
      'First in each row the image that gives the structure; then, between texture A and texture B, the texture code goes in equal steps from one to the other. The surface should change smoothly and the glyph not at all.',
  },
  {
    file: 'interpolation-structures.png',
    alt: 'Rows of generated images that go from one structure to another while the texture is kept',
    name: 'From one structure to another.',
    caption:
      'First in each row the image that gives the texture; then, between structure A and structure B, the structure goes in equal steps from one to the other. The surface should stay, and one glyph dissolve into the other without a jump.',
  },
  {
    file: 'random-textures.png',
    alt: 'Rows of generated images: one structure in each row, drawn with random textures',
    name: 'Random textures.',
    caption:
      'First in each row the image that gives the structure; then the same glyph with texture codes that belong to no image, drawn at random among those of the domain. The surfaces should vary and look like those of real images; if they all look alike, the decoder does not listen to the code.',
  },
] as const;

/** The pictures in which structure and texture change places, and the figures that tell whether they do. */
export async function swap(run: Run): Promise<Section | undefined> {
  const figures = run.evaluation?.swap;
  const shown: Html[] = [];
  for (const { file, alt, name, caption } of pictures) {
    const path = await sample(run, file);
    const picture = path === undefined ? undefined : await readPicture(path, big);
    if (picture)
      shown.push(
        html`<figure class="picture">
          ${img(picture, alt)}
          <figcaption><strong>${name}</strong> ${caption}</figcaption>
        </figure>`,
      );
  }
  if (shown.length === 0 && !figures) return undefined;
  return {
    id: 'swap',
    title: 'Structure and texture, swapped',
    body: html`<p>
        If the two are separated, a glyph keeps its strokes when it takes on the surface of another image.
        High accuracy alone does not show this: a decoder can collapse while the classifier does well.
      </p>
      ${figures && verdicts(figures)} ${shown}`,
  };
}

/** The figures beside the bars which a collapsed decoder misses. */
function verdicts({ s2t, t2s, s2tMean, targetMean, t2sMean, sourceMean }: SwapFigures): Html {
  const brightness = { s2t: Math.abs(s2tMean - targetMean), t2s: Math.abs(t2sMean - sourceMean) };
  const rows: [string, string, number, number, (value: number) => boolean][] = [
    [
      'Brightness: distance of the mean from the other domain’s',
      'at most 0.10',
      brightness.s2t,
      brightness.t2s,
      (value) => value <= 0.1,
    ],
    ['Correlation with its own structure image', 'at least 0.15', s2t.own, t2s.own, (value) => value >= 0.15],
    [
      'The same, above that with other structure images',
      'at least 0.08',
      s2t.own - s2t.other,
      t2s.own - t2s.other,
      (value) => value >= 0.08,
    ],
  ];
  const verdict = (value: number, good: boolean) =>
    html`<span class="${good ? 'good' : 'bad'}"
      >${value.toFixed(2)} <span>${good ? '✓ holds' : '✗ misses'}</span></span
    >`;
  return dataTable(
    'Swap figures of images in 0..1; s2t: source drawn as target, t2s: target drawn as source',
    ['measure', 'required', 's2t', 't2s'],
    rows.map(([name, bar, to, from, good]) => [name, bar, verdict(to, good(to)), verdict(from, good(from))]),
  );
}
