import { html } from '../html.js';
import { drawsImages, translatesImages } from '../run-kind.js';
import { filmstrip } from './filmstrip.js';
import { phaseList } from './phase-list.js';
import { section } from './section.js';

/** Images that a generator drew from the same noise, or a translator from the same images, in the course of its training. */
export const drawing = section({
  id: 'drawing',
  title: 'How it learned to draw',
  needs: async (run) =>
    drawsImages(run)
      ? await filmstrip(
          run,
          translatesImages(run)
            ? 'The same test images at every step, in each direction: as they are, translated and, where the method goes both ways, back again. Strokes should stay and the surface become that of the other domain; glyphs that change or vanish mean that the cycle does not hold them.'
            : 'The same noise at every step. Strokes should appear early and settle; images that become alike indicate a collapse, and images that change from picture to picture without becoming better mean, in a GAN, that generator and critic go in circles.',
        )
      : undefined,
  render: async (film, { log }) => {
    const phases = phaseList(log);
    return { body: html`${phases && html`<div>${phases}</div>`}${film}` };
  },
});
