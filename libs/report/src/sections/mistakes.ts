import type { Domain, Mistake } from '../evaluation-file.js';
import { percent } from '../format.js';
import { html, type Html } from '../html.js';
import type { Picture } from '../picture.js';
import { imageReader } from '../run-images.js';
import { className, type Run } from '../run-folder.js';
import { confusions } from './confusions.js';
import type { Section } from './section.js';
import { thumbnail } from './thumbnail.js';

const shown: Record<Domain, number> = { target: 24, source: 8 };
/** A single pair of classes must not fill the page. */
const perPair = 2;

/** The pairs of classes taken for one another most often, each with pictures, and the most confident mistakes. */
export async function mistakes(run: Run): Promise<Section | undefined> {
  const { evaluation } = run;
  if (!evaluation) return undefined;
  const read = imageReader(run);
  const wrong = async (domain: Domain) => {
    const worst = varied(evaluation[domain].mistakes).slice(0, shown[domain]);
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
    body: html`${confused ?? html`<p>No pair of classes was taken for one another on the target’s test part.</p>`}
    ${
      target &&
      html`<h3>Most confident mistakes on the target</h3>
        <p>
          High confidence in a wrong class is either a glyph that looks like the other one, or a label to
          check. At most ${perPair} of each pair of classes.
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

/** Mistakes by falling confidence, few of each pair of classes. */
function varied(mistakes: Mistake[]): Mistake[] {
  const counts = new Map<string, number>();
  return mistakes
    .toSorted((a, b) => b.confidence - a.confidence)
    .filter(({ label, predicted }) => {
      const pair = `${label} ${predicted}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
      return (counts.get(pair) ?? 0) <= perPair;
    });
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
    <p class="file" title="${file}">${file.split(/[\\/]/).slice(-2).join('/')}</p>
  </li>`;
}
