import type { Example } from '../examples.js';
import { html, type Html } from '../html.js';

/** A small picture of a test image, or an empty labelled frame where the run kept none. */
export function thumbnail(example: Example | undefined, alt: string): Html {
  return example
    ? html`<img src="data:image/png;base64,${example.png}" alt="${alt}" />`
    : html`<span class="missing" role="img" aria-label="${alt} (the run kept no picture)">no picture</span>`;
}
