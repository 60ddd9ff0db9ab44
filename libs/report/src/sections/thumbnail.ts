import { html, type Html } from '../html.js';
import { img, type Picture } from '../picture.js';

/** A small picture of a dataset image, or an empty frame that says so where the file is not at hand. */
export function thumbnail(picture: Picture | undefined, alt: string): Html {
  return picture
    ? img(picture, alt)
    : html`<span class="missing" role="img" aria-label="${alt} (no picture at hand)">no picture</span>`;
}
