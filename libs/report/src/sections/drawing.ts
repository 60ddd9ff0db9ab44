import { html } from '../html.js';
import { drawsImages } from '../run-kind.js';
import { filmstrip } from './filmstrip.js';
import { phaseList } from './phase-list.js';
import { section } from './section.js';

/** What a generator made of the same noise while it was trained. */
export const drawing = section({
  id: 'drawing',
  title: 'How it learned to draw',
  needs: async (run) =>
    drawsImages(run)
      ? await filmstrip(
          run,
          'The same noise at every step. Strokes should appear early and settle; images that become alike are a collapse under way, and images that change from picture to picture without becoming better mean, in a GAN, that generator and critic chase each other.',
        )
      : undefined,
  render: async (film, { log }) => {
    const phases = phaseList(log);
    return { body: html`${phases && html`<div>${phases}</div>`}${film}` };
  },
});
