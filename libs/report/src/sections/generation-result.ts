import { describeFeatures, measureTitles, type MeasureName } from '@jiagu/generation-metrics';
import { integer, measured, percent } from '../format.js';
import { html, type Html } from '../html.js';
import type { Run } from '../run-folder.js';
import { runVerdicts } from '../verdicts/run-verdicts.js';
import type { Verdict } from '../verdicts/verdict.js';
import type { Result } from './result.js';

/** The figures at the top of the page: quality, variety, and whether images are copies. */
const leading = [
  { name: 'kid', what: 'distance from real images; less is better' },
  { name: 'recall', what: 'real images like a generated one' },
  { name: 'authenticity', what: 'generated images that are no copies' },
] as const satisfies readonly { name: MeasureName; what: string }[];

/**
 * Quality, variety and novelty of the generated images, and verdicts on these figures and the course of the training.
 */
export function generationResult(run: Run): Result {
  const { evaluation } = run;
  const generation = evaluation?.generation;
  return {
    lead: verdictList(runVerdicts(run)),
    scores: leading.map((card) => score(run, card)),
    facts: [
      ['draws', generation && `images of the ${generation.domain}`],
      [
        'measured on',
        generation &&
          `${integer(generation.images.generated)} images, by ${describeFeatures(generation.features)}`,
      ],
    ],
    note: html`<p class="note">
      The floor is what real images get instead of the generated ones. No figure is enough by itself: copies
      of the training images have a perfect KID and recall, and only authenticity, compared with its floor,
      reveals them.
    </p>`,
  };
}

function score({ evaluation, log }: Run, { name, what }: (typeof leading)[number]): Html {
  const found = evaluation?.generation?.measures[name];
  const logged = log.generation.get(name)?.last();
  const value = found?.value ?? logged?.value;
  const floor = found ? (found.floor ?? undefined) : log.generationFloors.get(name);
  const share = name !== 'kid';
  const said = (figure: number): string => (share ? percent(figure) : measured(figure));
  const head = html`<h2>${measureTitles[name]}</h2>
    <p class="what">${what}</p>`;
  if (value === undefined)
    return html`<div class="score drawn">
      ${head}
      <p class="figure">–</p>
      <p>not measured in this run</p>
    </div>`;
  const deviation = found?.deviation === undefined ? '' : ` ± ${measured(found.deviation)}`;
  return html`<div class="score drawn">
    ${head}
    <p class="figure">${said(value)}</p>
    ${share && html`<div class="gauge" aria-hidden="true"><span style="width:${(100 * value).toFixed(2)}%"></span></div>`}
    <p>
      ${deviation && html`${deviation.trim()} over subsets;`}
      ${floor === undefined ? 'no floor known' : `floor ${said(floor)}`}${
        !found && `; as last measured during the training, at step ${integer(logged?.step ?? 0)}`
      }
    </p>
  </div>`;
}

const marks: Record<Verdict['tone'], string> = { good: '✓', bad: '✗', neither: '•' };

function verdictList(found: readonly Verdict[]): Html | undefined {
  if (found.length === 0) return undefined;
  return html`<ul class="verdicts plain">
    ${found.map(
      ({ name, tone, advice, because }) =>
        html`<li>
          <strong class="${tone}">${marks[tone]} ${name}.</strong> ${advice}
          <span class="quiet">(${because})</span>
        </li>`,
    )}
  </ul>`;
}
