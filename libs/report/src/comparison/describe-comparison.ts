import _ from 'lodash';
import type { Comparison } from './compare-runs.js';
import { classChanges, CLASSES } from './class-changes.js';
import { GENERATOR_MEANING, generatorTable } from './generator-rows.js';
import { COST_HEADER, costCells } from './cost-cells.js';
import { groupCells } from './group-rows.js';
import { markdownTable } from './markdown-table.js';
import { plusMinus, type Figure } from './statistics.js';
import { ORACLE } from '@jiagu/config';

/** A comparison as Markdown: a table of recognisers with one of validators, and one of methods that draw images. */
export function describeComparison(comparison: Comparison): string {
  const { methods, generators } = comparison;
  const { header, rows } = generatorTable(generators);
  return [
    ...(methods.length > 0 || generators.length === 0 ? [describeMethods(comparison)] : []),
    ...(generators.length > 0 ? [`${markdownTable(header, rows)}\n\n${GENERATOR_MEANING}`] : []),
  ].join('\n\n');
}

function describeMethods(comparison: Comparison): string {
  const { methods, validators, runs } = comparison;
  const table = markdownTable(
    ['method', 'seeds', 'source', 'target', 'chosen by', 'oracle*', 'oracle gap', ...COST_HEADER],
    methods.map(({ title, seeds, unfinished, source, target, chosenBy, oracle, gap, ...cost }) => [
      title + (unfinished > 0 ? ` (${unfinished} stopped)` : ''),
      seeds.join(' '),
      share(source),
      share(target),
      chosenBy === ORACLE ? 'ORACLE: target labels' : chosenBy,
      share(oracle),
      share(gap),
      ...costCells(cost),
    ]),
  );
  const meaning =
    'Test accuracy in %, mean ± standard error over seeds.\n' +
    "\\* The best evaluation by target labels: an upper bound that can't be known without them.";
  const computed = validators.some(({ overall }) => overall !== undefined);
  const classes = describeGroups(comparison) + describeClasses(comparison);
  if (!computed) return `${table}\n\n${meaning}${classes}`;
  const count = _.sumBy(runs, ({ evaluations }) => evaluations.length);
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
    `Spearman's rank correlation of each validator with target accuracy over all ${count} evaluations of these runs.${classes}`
  );
}

/** Accuracy by groups of classes, a table for each domain. */
function describeGroups({ groups }: Comparison): string {
  return groups
    .map(groupCells)
    .map(({ caption, header, rows }) => `\n\n${markdownTable(header, rows)}\n\n${caption}.`)
    .join('');
}

/** The classes on which the methods gain and lose most against the first, in points of target accuracy. */
function describeClasses({ methods, classes }: Comparison): string {
  if (methods.length < 2 || classes.length === 0) return '';
  const shown = classChanges(classes).slice(0, CLASSES);
  const table = markdownTable(
    ['class', ...methods.map(({ title }) => title)],
    shown.map(({ name, first, changes }) => [
      name,
      first ? (100 * first.mean).toFixed(1) : '–',
      ...changes.map((change) =>
        change === undefined ? '–' : `${change < 0 ? '' : '+'}${(100 * change).toFixed(1)}`,
      ),
    ]),
  );
  const which = classes.length > CLASSES ? `, the ${CLASSES} classes that change most` : '';
  return `\n\n${table}\n\nTarget accuracy by class in %, and change against it in points${which}.`;
}

const share = (figure: Figure | undefined): string => (figure ? plusMinus(figure, 100, 1) : '–');
