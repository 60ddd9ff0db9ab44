import { duration } from '../format.js';
import type { Comparison } from './compare-runs.js';
import { markdownTable } from './markdown-table.js';
import type { Figure } from './statistics.js';
import { ORACLE } from './validator-choice.js';

/** A comparison as Markdown: a table of methods, and one of validators where any were computed. */
export function describeComparison({ methods, validators, runs }: Comparison): string {
  const table = markdownTable(
    ['method', 'seeds', 'source', 'target', 'chosen by', 'oracle*', 'oracle gap', 'time'],
    methods.map(({ title, seeds, unfinished, source, target, chosenBy, oracle, gap, seconds }) => [
      title + (unfinished > 0 ? ` (${unfinished} stopped)` : ''),
      seeds.join(' '),
      share(source),
      share(target),
      chosenBy === ORACLE ? 'ORACLE: target labels' : chosenBy,
      share(oracle),
      share(gap),
      seconds ? duration(seconds.mean) : '–',
    ]),
  );
  const meaning =
    'Test accuracy in %, mean ± standard error over seeds.\n' +
    '\\* The best evaluation by target labels: an upper bound that no honest choice knows.';
  const computed = validators.some(({ overall }) => overall !== undefined);
  if (!computed) return `${table}\n\n${meaning}`;
  const count = runs.reduce((sum, { evaluations }) => sum + evaluations.length, 0);
  const ranking = markdownTable(
    ['validator', 'rank correlation', 'within a run', 'target of its choice', 'oracle gap'],
    validators.map(({ name, overall, within, target, gap }) => [
      name,
      overall === undefined ? '–' : overall.toFixed(2),
      within === undefined ? '–' : plusMinus(within, 1, 2),
      share(target),
      share(gap),
    ]),
  );
  return (
    `${table}\n\n${meaning}\n\n${ranking}\n\n` +
    `Spearman's rank correlation of each validator with target accuracy over all ${count} evaluations of these runs.`
  );
}

const share = (figure: Figure | undefined): string => (figure ? plusMinus(figure, 100, 1) : '–');

function plusMinus({ mean, standardError }: Figure, factor: number, digits: number): string {
  const text = (factor * mean).toFixed(digits);
  return standardError === undefined ? text : `${text} ± ${(factor * standardError).toFixed(digits)}`;
}
