import type { SwapFigures } from '../evaluation-file.js';
import { html, type Html } from '../html.js';
import { img, readPicture } from '../picture.js';
import { sample, type Run } from '../run-folder.js';
import { dataTable, type Section } from './section.js';

const big = { width: 1100, height: 1600, bytes: 1_400_000 };

/** The pictures in which structure and texture change places, and the figures that tell whether they do. */
export async function swap(run: Run): Promise<Section | undefined> {
  const read = async (file: string) => {
    const path = await sample(run, file);
    return path === undefined ? undefined : readPicture(path, big);
  };
  const [matrix, strips] = [await read('swap-matrix.png'), await read('strips.png')];
  const figures = run.evaluation?.swap;
  if (!matrix && !strips && !figures) return undefined;
  return {
    id: 'swap',
    title: 'Structure and texture, swapped',
    body: html`<p>
        If the two are separated, a glyph keeps its strokes when it takes on the surface of another image.
        High accuracy alone does not show this: a decoder can collapse while the classifier does well.
      </p>
      ${
        matrix &&
        html`<figure class="picture">
          ${img(matrix, 'Grid of generated images: each row has the structure of one image, each column the texture of another')}
          <figcaption>
            <strong>Swap grid.</strong> A row has the structure of one image, a column the texture of another;
            the images that give them stand at the edges. Along a row the glyph should stay and the surface
            change; down a column the surface should stay and the glyph change. Columns that all look alike
            mean that the texture code is not used; rows that all look alike, that the structure is lost.
          </figcaption>
        </figure>`
      }
      ${
        strips &&
        html`<figure class="picture">
          ${img(strips, 'Strips of images: source, its reconstruction, source translated to the target, target, its reconstruction, target translated to the source')}
          <figcaption>
            <strong>Strips.</strong> From the top: source, its reconstruction, the same glyph as a scan (s2t);
            target, its reconstruction, the same glyph as a drawing (t2s). Translations should carry the
            strokes of the image that they come from, thin ones too, on the ground of the other domain.
          </figcaption>
        </figure>`
      }
      ${figures && verdicts(figures)}`,
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
