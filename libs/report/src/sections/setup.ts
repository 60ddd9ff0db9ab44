import { DOMAINS } from '@jiagu/config';
import { integer } from '../format.js';
import { html } from '../html.js';
import { section } from './section.js';

const lines = (keys: readonly string[]) => keys.map((key) => html`<code>${key}</code><br />`);

/** What was run: data, versions, command, and the whole configuration. */
export const setup = section({
  id: 'setup',
  title: 'What was run',
  needs: (run) => run,
  render: async ({ environment, configText, folder, log }) => {
    const data = DOMAINS.flatMap((domain) => {
      const counts = environment?.data?.[domain];
      if (!counts) return [];
      const parts = [
        counts.train !== undefined && `${integer(counts.train)} for training`,
        counts.test !== undefined && `${integer(counts.test)} for testing`,
      ];
      return [[`${domain} images`, parts.filter(Boolean).join(', ')] as const];
    });
    const speed = Float64Array.from(log.imagesPerSecond.values).sort()[
      Math.floor(log.imagesPerSecond.length / 2)
    ];
    const { origin, changes = [], mixture = [] } = environment ?? {};
    const mixed = mixture.map(
      ({ place, images, share }) => `${(100 * share).toFixed(0)} % from ${place}, ${integer(images)} images`,
    );
    const rows = [
      ['started', environment?.started],
      ['seed', environment?.seed],
      ...data,
      ['source batches', mixed.length > 0 ? lines(mixed) : undefined],
      ...Object.entries(environment?.versions ?? {}),
      ['speed', speed === undefined ? undefined : `${integer(speed)} images/s (median)`],
      [
        'command',
        environment && environment.argv.length > 0
          ? html`<code>${environment.argv.join(' ')}</code>`
          : undefined,
      ],
      ['configuration', origin && html`<code>${origin.file}</code>`],
      ['changed from it', origin && origin.changes.length > 0 ? lines(origin.changes) : undefined],
      ...changes.map(({ step, keys }) => [`changed at step ${integer(step)}`, lines(keys)] as const),
      ['run folder', html`<code>${folder}</code>`],
    ] as const;
    return {
      body: html`<dl class="setup">
          ${rows.map(
            ([name, value]) =>
              value !== undefined &&
              html`<dt>${name}</dt>
                <dd>${value}</dd>`,
          )}
        </dl>
        ${
          configText !== '' &&
          html`<details>
            <summary>The whole config, every default filled in</summary>
            <pre><code>${configText}</code></pre>
          </details>`
        }`,
    };
  },
});
