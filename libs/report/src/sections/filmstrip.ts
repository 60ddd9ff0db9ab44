import { integer } from '../format.js';
import { html, type Html } from '../html.js';
import { img, readPicture } from '../picture.js';
import type { Run } from '../run-folder.js';

/**
 * At most eight of the pictures drawn during the run, including the first and the last; undefined where there are none.
 * @param caption what they show
 */
export async function filmstrip({ samples }: Run, caption: string): Promise<Html | undefined> {
  const count = Math.min(8, samples.length);
  const chosen = Array.from(
    { length: count },
    (_, i) => samples[Math.round((i * (samples.length - 1)) / Math.max(1, count - 1))],
  );
  const frames = [];
  for (const frame of chosen) {
    if (!frame) continue;
    const picture = await readPicture(frame.path, { width: 640, height: 640, bytes: 120_000 });
    if (picture) frames.push({ step: frame.step, picture });
  }
  if (frames.length === 0) return undefined;
  return html`<h3>Pictures by step</h3>
    <p>
      ${caption}
      ${samples.length > frames.length && `Shown are ${frames.length} of ${integer(samples.length)} pictures.`}
    </p>
    <ol class="film">
      ${frames.map(
        ({ step, picture }) =>
          html`<li>
            <figure>
              ${img(picture, `Sample images at step ${integer(step)}`)}
              <figcaption>step ${integer(step)}</figcaption>
            </figure>
          </li>`,
      )}
    </ol>`;
}
