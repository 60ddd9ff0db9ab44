import { html, type Html } from '../html.js';
import { img, readPicture } from '../picture.js';
import { sample, type Run } from '../run-folder.js';

/** A picture that a training writes. */
export interface RunPicture {
  /** below samples/ */
  readonly file: string;
  /** what it shows, as alternative text */
  readonly alt: string;
  readonly name: string;
  /** how to read it */
  readonly caption: string;
}

const big = { width: 1100, height: 1600, bytes: 500_000 };

/** A picture of the run with its caption; undefined where it was not drawn. */
export async function pictureFigure(
  run: Run,
  { file, alt, name, caption }: RunPicture,
): Promise<Html | undefined> {
  const path = await sample(run, file);
  const picture = path === undefined ? undefined : await readPicture(path, big);
  return (
    picture &&
    html`<figure class="picture">
      ${img(picture, alt)}
      <figcaption><strong>${name}</strong> ${caption}</figcaption>
    </figure>`
  );
}
