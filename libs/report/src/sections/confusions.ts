import { classExamples } from '../class-examples.js';
import { html, type Html } from '../html.js';
import type { Picture } from '../picture.js';
import { className, type Run } from '../run-folder.js';
import { dataTable } from './section.js';
import { thumbnail } from './thumbnail.js';

const pairs = 12;

/** The pairs of classes which are taken for one another most often on the target, with pictures; undefined without any. */
export async function confusions(
  run: Run,
  read: (file: string) => Promise<Picture | undefined>,
): Promise<Html | undefined> {
  const { confusion, perClass, mistakes } = run.evaluation?.target ?? {
    confusion: [],
    perClass: [],
    mistakes: [],
  };
  const worst = confusion
    .filter(([label, predicted, count]) => label !== predicted && count > 0)
    .sort((a, b) => b[2] - a[2])
    .slice(0, pairs);
  if (worst.length === 0) return undefined;
  const wanted = new Set(worst.flatMap(([label, predicted]) => [label, predicted]));
  // The handprinted form says most; a scan stands in for it.
  const drawn = await classExamples(run, 'source', wanted);
  const scanned = await classExamples(run, 'target', wanted);
  const example = async (index: number, what: string) => {
    const file = drawn.get(index) ?? scanned.get(index);
    return html`<figure>
      ${thumbnail(file === undefined ? undefined : await read(file), `Example of ${className(run, index)}`)}
      <figcaption>${what} <b>${className(run, index)}</b></figcaption>
    </figure>`;
  };
  const items = await Promise.all(
    worst.map(async ([label, predicted, count]) => {
      const misread = mistakes.find((mistake) => mistake.label === label && mistake.predicted === predicted);
      // Only the most confident mistakes are listed with their files.
      const scan = misread?.file ?? scanned.get(label);
      const total = perClass.find((row) => row.class === label)?.total;
      const share = total ? html` of ${total}` : '';
      return html`<li class="confusion">
        <p class="pair">
          <b>${count}${share}</b> <span class="truth">${className(run, label)}</span>
          <span class="as">taken for</span> <span class="guess">${className(run, predicted)}</span>
        </p>
        <div class="trio">
          <figure>
            ${thumbnail(scan === undefined ? undefined : await read(scan), `A scan of ${className(run, label)}`)}
            <figcaption>${misread ? 'misread scan' : 'a scan'}</figcaption>
          </figure>
          ${await example(label, 'is')} ${await example(predicted, 'read as')}
        </div>
      </li>`;
    }),
  );
  const table = dataTable(
    'Most confused pairs on the target',
    ['true class', 'taken for', 'times'],
    worst.map(([label, predicted, count]) => [className(run, label), className(run, predicted), count]),
  );
  return html`<h3>Most confused pairs on the target</h3>
    <p>
      Left a scan that was misread, beside it its own class and the class that it was taken for, as written by
      hand where such an image is at hand.
    </p>
    <ul class="confusions">
      ${items}
    </ul>
    <details>
      <summary>The pairs as a table</summary>
      ${table}
    </details>`;
}
