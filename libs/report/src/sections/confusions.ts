import type { Domain } from '@jiagu/config';
import { confusedPairs, misreadAs, type Example } from '../examples.js';
import { html, type Html } from '../html.js';
import { className, type Run } from '../run-folder.js';
import { dataTable } from './section.js';
import { thumbnail } from './thumbnail.js';

/** The pairs of classes that are confused most often on the target, with pictures; undefined where there are none. */
export function confusions(run: Run): Html | undefined {
  const { evaluation, examples } = run;
  const worst = confusedPairs(evaluation ?? {});
  if (worst.length === 0) return undefined;
  const find = (domain: Domain, wanted: Partial<Example>): Example | undefined =>
    examples.find(
      (image) => image.domain === domain && (image.file === wanted.file || image.label === wanted.label),
    );
  // The handprinted form is the clearest; a scan replaces it where there is none.
  const example = (label: number, what: string) =>
    html`<figure>
      ${thumbnail(find('source', { label }) ?? find('target', { label }), `Example of ${className(run, label)}`)}
      <figcaption>${what} <b>${className(run, label)}</b></figcaption>
    </figure>`;
  const items = worst.map(([label, predicted, count]) => {
    // Only the most confident mistakes are listed with their files.
    const misread = misreadAs(evaluation ?? {}, label, predicted);
    const scan = find('target', misread ? { file: misread.file } : { label });
    const total = evaluation?.target?.perClass.find((row) => row.class === label)?.total;
    const share = total ? html` of ${total}` : '';
    return html`<li class="confusion">
      <p class="pair">
        <b>${count}${share}</b> <span class="truth">${className(run, label)}</span>
        <span class="as">taken for</span> <span class="guess">${className(run, predicted)}</span>
      </p>
      <div class="trio">
        <figure>
          ${thumbnail(scan, `A scan of ${className(run, label)}`)}
          <figcaption>${misread ? 'misread scan' : 'a scan'}</figcaption>
        </figure>
        ${example(label, 'is')} ${example(predicted, 'read as')}
      </div>
    </li>`;
  });
  const table = dataTable(
    'Most confused pairs on the target',
    ['true class', 'taken for', 'times'],
    worst.map(([label, predicted, count]) => [className(run, label), className(run, predicted), count]),
  );
  return html`<h3>Most confused pairs on the target</h3>
    <p>
      On the left a scan that was misread, beside it its own class and the class that it was taken for,
      handprinted where such an image is available.
    </p>
    <ul class="confusions">
      ${items}
    </ul>
    <details>
      <summary>The pairs as a table</summary>
      ${table}
    </details>`;
}
