import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import _ from 'lodash';
import { measureTitles } from '@jiagu/generation-metrics';
import { duration, integer, measured, percent } from '../format.js';
import { COST_HEADER, costCells } from './cost-cells.js';
import { html, type Content, type Html } from '../html.js';
import { page } from '../page/page.js';
import { classChangePlot } from '../plots/class-change-plot.js';
import { comparisonPlot, distancePlot } from '../plots/comparison-plot.js';
import { curvesPlot } from '../plots/curves-plot.js';
import type { Plot } from '../plots/plot.js';
import { dataTable, plotFigure, type Section } from '../sections/section.js';
import { classChanges, CLASSES, type ClassChange } from './class-changes.js';
import type { Comparison } from './compare-runs.js';
import { GENERATOR_MEANING, generatorTable } from './generator-rows.js';
import { groupCells } from './group-rows.js';
import { plusMinus, type Figure } from './statistics.js';
import { ORACLE } from '@jiagu/config';

/** The page of a comparison, and the plots that it shows. */
interface ComparisonPage {
  readonly text: string;
  readonly plots: readonly Plot[];
}

/**
 * Renders the page of a comparison.
 * @param folder of the page; links to the runs' reports are relative to it
 * @param live what is still to come, for a page that refreshes itself; undefined when nothing is
 */
export async function comparisonPage(
  folder: string,
  comparison: Comparison,
  live?: string,
): Promise<ComparisonPage> {
  const sections: Section[] = [];
  for (const section of [result, groups, generators, course, distances, validators, classes]) {
    const made = await section(comparison);
    if (made) sections.push(made);
  }
  sections.push(runsOf(folder, comparison));
  const { methods: recognisers, generators: drawing, runs } = comparison;
  const methods = [...recognisers, ...drawing];
  const text = page({
    title: methods.length === 1 ? (methods[0]?.title ?? '') : `${integer(methods.length)} methods compared`,
    kind: 'comparison',
    subtitle: `${integer(runs.length)} runs: ${methods.map(({ title }) => title).join(' · ')}`,
    live: live !== undefined,
    head: html`${live && html`<p class="warning" role="note">${live}</p>`}`,
    sections,
    foot: 'Made by Jiagu from the run folders alone. The table stands beside this page as comparison.md, .csv and .json, the plots as SVG and PNG.',
  });
  return { text, plots: sections.flatMap(({ plots }) => plots ?? []) };
}

async function result(comparison: Comparison): Promise<Section | undefined> {
  const { methods, generators } = comparison;
  if (methods.length === 0 && generators.length > 0) return undefined;
  const plot = await comparisonPlot(comparison);
  const table = dataTable(
    'Test accuracy in %, mean ± standard error over seeds',
    ['method', 'target', 'chosen by', 'oracle*', 'oracle gap', 'source', 'seeds', ...COST_HEADER],
    methods.map(({ title, seeds, unfinished, source, target, chosenBy, oracle, gap, ...cost }) => [
      html`${title} ${unfinished > 0 && html`<span class="quiet">(${unfinished} not finished)</span>`}`,
      html`<b>${share(target)}</b>`,
      chosenBy === ORACLE ? html`<b class="bad">oracle: target labels</b>` : chosenBy,
      share(oracle),
      share(gap),
      share(source),
      seeds.join(' '),
      ...costCells(cost),
    ]),
  );
  return {
    id: 'result',
    title: 'Result',
    plots: plot ? [plot] : [],
    body: html`${table}
      <p class="note">
        * The best evaluation by target labels: an upper bound that can't be known without them. Labels of the
        target never train, tune or select, unless a method is marked as chosen by them.
      </p>
      ${plot && plotFigure(plot, 'Dot: mean over seeds, with two standard errors to each side; rings: single runs; upright mark: the oracle’s mean.')}`,
  };
}

function groups({ groups: tables }: Comparison): Section | undefined {
  if (tables.length === 0) return undefined;
  const shown = tables.map(groupCells).map(({ caption, header, rows }) =>
    dataTable(
      caption,
      header,
      rows.map((row) => row.map(unbroken)),
    ),
  );
  return { id: 'groups', title: 'Groups of classes', body: html`${shown}` };
}

async function generators(comparison: Comparison): Promise<Section | undefined> {
  const { generators: drawing, runs } = comparison;
  if (drawing.length === 0) return undefined;
  const plot = await distancePlot(comparison);
  const measuredBy = runs.find((run) => run.measuredBy !== undefined)?.measuredBy;
  const { header, rows } = generatorTable(drawing);
  return {
    id: 'generators',
    title: 'Drawn images',
    plots: plot ? [plot] : [],
    body: html`${measuredBy && html`<p>Measured: ${measuredBy}.</p>`}
    ${dataTable(
      GENERATOR_MEANING,
      header,
      rows.map((row) => row.map(unbroken)),
    )}
    ${plot && plotFigure(plot, 'Dot: mean over seeds, with two standard errors to each side; rings: single runs.')}`,
  };
}

async function course(comparison: Comparison): Promise<Section | undefined> {
  const plot = await curvesPlot(comparison, 'accuracy');
  return (
    plot && {
      id: 'course',
      title: 'Over the training',
      plots: [plot],
      body: plotFigure(plot, 'A line is a run: its target test accuracy at each evaluation.'),
    }
  );
}

async function distances(comparison: Comparison): Promise<Section | undefined> {
  const plot = await curvesPlot(comparison, 'kid');
  return (
    plot && {
      id: 'distances',
      title: 'KID over the training',
      plots: [plot],
      body: plotFigure(plot, 'A line is a run: its KID at each evaluation. Less is better.'),
    }
  );
}

function validators({ validators, runs }: Comparison): Section | undefined {
  if (!validators.some(({ overall }) => overall !== undefined)) return undefined;
  const count = _.sumBy(runs, ({ evaluations }) => evaluations.length);
  return {
    id: 'validators',
    title: 'Which validator to trust',
    body: html`<p>
        Spearman’s rank correlation of each validator with target accuracy over all ${integer(count)}
        evaluations of these runs, and the result of its choice within each run. 1: it orders checkpoints as
        target labels would; 0: it is uninformative.
      </p>
      ${dataTable(
        'Validators, the best rank correlation first; accuracies in %, mean ± standard error over runs',
        ['validator', 'rank correlation', 'within a run', 'target of its choice', 'oracle gap'],
        validators.map(({ name, overall, within, target, gap }) => [
          name,
          overall === undefined ? '–' : overall.toFixed(2),
          within === undefined ? '–' : unbroken(plusMinus(within, 1, 2)),
          share(target),
          share(gap),
        ]),
      )}`,
  };
}

async function classes(comparison: Comparison): Promise<Section | undefined> {
  const plot = await classChangePlot(comparison);
  if (!plot) return undefined;
  const titles = comparison.methods.map(({ title }) => title);
  const rows = classChanges(comparison.classes);
  const table = (caption: string, some: ClassChange[]): Html =>
    dataTable(
      caption,
      ['class', ...titles],
      some.map(({ name, first, changes }) => [
        name,
        first ? percent(first.mean) : '–',
        ...changes.map(change),
      ]),
    );
  const meaning = `target accuracy with ${titles[0]}, and the change against it in points`;
  return {
    id: 'classes',
    title: 'Class by class',
    plots: [plot],
    body: html`${plotFigure(plot, `Each bar is one of ${integer(rows.length)} classes, from the largest gain to the largest loss.`)}
    ${table(rows.length > CLASSES ? `The ${CLASSES} classes that change most: ${meaning}` : `Classes: ${meaning}`, rows.slice(0, CLASSES))}
    ${
      rows.length > CLASSES &&
      html`<details>
        <summary>All ${integer(rows.length)} classes</summary>
        ${table(`All classes: ${meaning}`, rows)}
      </details>`
    }`,
  };
}

function change(difference: number | undefined): Content {
  if (difference === undefined) return '–';
  const text = `${difference < 0 ? '−' : '+'}${Math.abs(100 * difference).toFixed(1)}`;
  return html`<span class="${difference < 0 ? 'bad' : difference > 0 ? 'good' : ''}">${text}</span>`;
}

type Figures = Pick<Comparison['runs'][number], 'source' | 'target' | 'generation'>;

function runsOf(folder: string, { methods, generators, runs }: Comparison): Section {
  const link = (path: string): Content => {
    const name = path.split(/[\\/]/).at(-1) ?? path;
    if (!existsSync(join(path, 'report.html'))) return name;
    const address = relative(resolve(folder), resolve(path, 'report.html'))
      .split(sep)
      .map(encodeURIComponent);
    return html`<a href="./${address.join('/')}">${name}</a>`;
  };
  const accuracies = [
    { header: 'target', of: ({ target }: Figures) => orDash(target, percent) },
    { header: 'source', of: ({ source }: Figures) => orDash(source, percent) },
  ];
  const measures = (['kid', 'recall', 'authenticity'] as const).map((name) => ({
    header: measureTitles[name],
    of: ({ generation }: Figures) => orDash(generation[name], measured),
  }));
  const figures = [...(methods.length > 0 ? accuracies : []), ...(generators.length > 0 ? measures : [])];
  return {
    id: 'runs',
    title: 'The runs',
    body: dataTable(
      'Every run; names link to the reports',
      [
        'run',
        'method',
        'seed',
        ...figures.map(({ header }) => header),
        'chosen by',
        'finished',
        'time',
        'processor time',
      ],
      runs.map(({ folder: path, title, seed, chosenBy, finished, seconds, processorSeconds, ...run }) => [
        link(path),
        title,
        seed,
        ...figures.map(({ of }) => of(run)),
        chosenBy ?? 'last step',
        finished ? 'yes' : 'no',
        seconds > 0 ? duration(seconds) : '–',
        processorSeconds === undefined ? '–' : duration(processorSeconds),
      ]),
    ),
  };
}

const orDash = (value: number | undefined, tell: (value: number) => string): string =>
  value === undefined ? '–' : tell(value);

const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');
const share = (figure: Figure | undefined): string => (figure ? unbroken(plusMinus(figure, 100, 1)) : '–');
