import { classExamples } from '../class-examples.js';
import type { Domain, Mistake } from '../evaluation-file.js';
import { percent } from '../format.js';
import { html, type Html } from '../html.js';
import { img, type Picture } from '../picture.js';
import { imageReader } from '../run-images.js';
import { className, type Run } from '../run-folder.js';
import { dataTable, type Section } from './section.js';

const pairs = 12;
const shown: Record<Domain, number> = { target: 24, source: 8 };

/** The pairs of classes taken for one another most often, each with pictures, and the most confident mistakes. */
export async function mistakes(run: Run): Promise<Section | undefined> {
  const { evaluation } = run;
  if (!evaluation) return undefined;
  const read = imageReader(run);
  const wrong = async (domain: Domain) => {
    const worst = evaluation[domain].mistakes
      .toSorted((a, b) => b.confidence - a.confidence)
      .slice(0, shown[domain]);
    const cards = await Promise.all(
      worst.map(async (mistake) => card(run, mistake, await read(mistake.file))),
    );
    return cards.length > 0 ? cards : undefined;
  };
  const [target, source] = [await wrong('target'), await wrong('source')];
  const confused = await confusions(run, read);
  return {
    id: 'mistakes',
    title: 'What it takes for what',
    body: html`${confused ?? html`<p>No image of the target’s test part was taken for another class.</p>`}
    ${
      target &&
      html`<h3>Most confident mistakes on the target</h3>
        <p>
          High confidence in a wrong class is either a glyph that looks like the other one, or a label to
          check.
        </p>
        <ul class="cards">
          ${target}
        </ul>`
    }
    ${
      source &&
      html`<h3>Most confident mistakes on the source</h3>
        <ul class="cards">
          ${source}
        </ul>`
    }`,
  };
}

function card(run: Run, { file, label, predicted, confidence }: Mistake, picture: Picture | undefined): Html {
  const [truth, guess] = [className(run, label), className(run, predicted)];
  return html`<li class="card">
    ${thumbnail(picture, `Test image of ${truth}, taken for ${guess}`)}
    <p class="pair">
      <span class="truth">${truth}</span> <span class="as">taken for</span>
      <span class="guess">${guess}</span>
    </p>
    <p class="quiet">${percent(confidence, 0)} confident</p>
    <p class="file">${file}</p>
  </li>`;
}

async function confusions(
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
  const drawn = await classExamples(run, 'source', wanted);
  const example = async (index: number, what: string) => {
    const file = drawn.get(index);
    return html`<figure>
      ${thumbnail(file === undefined ? undefined : await read(file), `Handprinted example of ${className(run, index)}`)}
      <figcaption>${what} <b>${className(run, index)}</b></figcaption>
    </figure>`;
  };
  const items = await Promise.all(
    worst.map(async ([label, predicted, count]) => {
      const misread = mistakes.find((mistake) => mistake.label === label && mistake.predicted === predicted);
      const total = perClass.find((row) => row.class === label)?.total;
      const share = total ? html` of ${total}` : '';
      return html`<li class="confusion">
        <p class="pair">
          <b>${count}${share}</b> <span class="truth">${className(run, label)}</span>
          <span class="as">taken for</span> <span class="guess">${className(run, predicted)}</span>
        </p>
        <div class="trio">
          <figure>
            ${thumbnail(misread && (await read(misread.file)), `A scan of ${className(run, label)} taken for ${className(run, predicted)}`)}
            <figcaption>misread scan</figcaption>
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
      Left a scan that was misread, beside it the drawn form of its class and of the class that it was taken
      for.
    </p>
    <ul class="confusions">
      ${items}
    </ul>
    <details>
      <summary>The pairs as a table</summary>
      ${table}
    </details>`;
}

function thumbnail(picture: Picture | undefined, alt: string): Html {
  return picture
    ? img(picture, alt)
    : html`<span class="missing" role="img" aria-label="${alt} (no picture at hand)">no picture</span>`;
}
