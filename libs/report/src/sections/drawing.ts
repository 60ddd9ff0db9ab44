import { html } from '../html.js';
import { drawsImages } from '../run-kind.js';
import { filmstrip } from './filmstrip.js';
import { phaseList } from './phase-list.js';
import { section } from './section.js';

/** Images that a generator drew from the same noise in the course of its training. */
export const drawing = section({
  id: 'drawing',
  title: 'How it learned to draw',
  needs: async (run) =>
    drawsImages(run)
      ? await filmstrip(
          run,
          'The same noise at every step. Strokes should appear early and settle; images that become alike indicate a collapse, and images that change from picture to picture without becoming better mean, in a GAN, that generator and critic go in circles.',
        )
      : undefined,
  render: async (film, { log }) => {
    const phases = phaseList(log);
    return { body: html`${phases && html`<div>${phases}</div>`}${film}` };
  },
});
