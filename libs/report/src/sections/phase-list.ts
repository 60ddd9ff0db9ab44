import { integer } from '../format.js';
import { html, type Html } from '../html.js';
import type { MetricsLog } from '../metrics-log.js';

/** The phases of a training, numbered as plots mark them; undefined where it knows none. */
export function phaseList({ phases }: MetricsLog): Html | undefined {
  if (phases.length === 0) return undefined;
  return html`Phases of the training:
    <ol class="phases">
      ${phases.map(({ step, name }) => html`<li>${name} <span class="quiet">from step ${integer(step)}</span></li>`)}
    </ol>`;
}
