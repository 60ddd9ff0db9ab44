import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import _ from 'lodash';
import { duration, integer, measured, percent } from '../format.js';
import { html, type Content, type Html } from '../html.js';
import { page } from '../page/page.js';
import { classChangePlot } from '../plots/class-change-plot.js';
import { comparisonPlot } from '../plots/comparison-plot.js';
import { curvesPlot } from '../plots/curves-plot.js';
import type { Plot } from '../plots/plot.js';
import { dataTable, plotFigure, type Section } from '../sections/section.js';
import { classChanges, CLASSES, type ClassChange } from './class-changes.js';
import type { GenerationComparison } from './compare-generators.js';
import type { Comparison, RecognitionComparison } from './compare-runs.js';
import { generatorTable, generatorTableMeaning } from './generator-table.js';
import { plusMinus, type Figure } from './statistics.js';
import { ORACLE } from '@jiagu/config';

/** The page of a comparison, and the plots that it shows. */
interface ComparisonPage {
  readonly text: string;
  readonly plots: readonly Plot[];
}

/**
 * @param folder where the page will stand: reports of the runs are linked from there
 * @param live what is still to come, for a page that refreshes itself; undefined when nothing is
 */
export async function comparisonPage(
  folder: string,
  comparison: Comparison,
  live?: string,
): Promise<ComparisonPage> {
  const made =
    comparison.kind === 'generation'
      ? [await generatorResult(comparison), await course(comparison)]
      : [
          await result(comparison),
          await course(comparison),
          validators(comparison),
          await classes(comparison),
        ];
  const sections = [...made, runsOf(folder, comparison)].filter((section) => section !== undefined);
  const { methods, runs } = comparison;
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

async function generatorResult(comparison: GenerationComparison): Promise<Section> {
  const plot = await comparisonPlot(comparison);
  const { header, rows } = generatorTable(comparison);
  return {
    id: 'result',
    title: 'Result',
    plots: plot ? [plot] : [],
    body: html`${dataTable(
        'Measures of generated images, mean ± standard error over seeds',
        header,
        rows.map((row) => row.map(unbroken)),
      )}
      <p class="note">${generatorTableMeaning(comparison)}</p>
      ${plot && plotFigure(plot, 'Dot: mean over seeds, with two standard errors to each side; rings: single runs.')}`,
  };
}

async function result(comparison: RecognitionComparison): Promise<Section> {
  const { methods } = comparison;
  const plot = await comparisonPlot(comparison);
  const table = dataTable(
    'Test accuracy in %, mean ± standard error over seeds',
    ['method', 'target', 'chosen by', 'oracle*', 'oracle gap', 'source', 'seeds', 'time'],
    methods.map(({ title, seeds, unfinished, source, target, chosenBy, oracle, gap, seconds }) => [
      html`${title} ${unfinished > 0 && html`<span class="quiet">(${unfinished} not finished)</span>`}`,
      html`<b>${share(target)}</b>`,
      chosenBy === ORACLE ? html`<b class="bad">oracle: target labels</b>` : chosenBy,
      share(oracle),
      share(gap),
      share(source),
      seeds.join(' '),
      seconds ? duration(seconds.mean) : '–',
    ]),
  );
  return {
    id: 'result',
    title: 'Result',
    plots: plot ? [plot] : [],
    body: html`${table}
      <p class="note">
        * The best evaluation by target labels: an upper bound that no honest choice knows. Labels of the
        target never train, tune or select, unless a method is marked as chosen by them.
      </p>
      ${plot && plotFigure(plot, 'Dot: mean over seeds, with two standard errors to each side; rings: single runs; upright mark: the oracle’s mean.')}`,
  };
}

async function course(comparison: Comparison): Promise<Section | undefined> {
  const plot = await curvesPlot(comparison);
  return (
    plot && {
      id: 'course',
      title: 'Over the training',
      plots: [plot],
      body: plotFigure(
        plot,
        `A line is a run: its ${comparison.kind === 'generation' ? 'KID' : 'target test accuracy'} at each evaluation.`,
      ),
    }
  );
}

function validators({ validators, runs }: RecognitionComparison): Section | undefined {
  if (!validators.some(({ overall }) => overall !== undefined)) return undefined;
  const count = _.sumBy(runs, ({ evaluations }) => evaluations.length);
  return {
    id: 'validators',
    title: 'Which validator to trust',
    body: html`<p>
        Spearman’s rank correlation of each validator with target accuracy over all ${integer(count)}
        evaluations of these runs, and what its choice within each run comes to. 1: it orders checkpoints as
        target labels would; 0: it tells nothing.
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

async function classes(comparison: RecognitionComparison): Promise<Section | undefined> {
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

function runsOf(folder: string, { kind, runs }: Comparison): Section {
  const link = (path: string): Content => {
    const name = path.split(/[\\/]/).at(-1) ?? path;
    if (!existsSync(join(path, 'report.html'))) return name;
    const address = relative(resolve(folder), resolve(path, 'report.html'))
      .split(sep)
      .map(encodeURIComponent);
    return html`<a href="./${address.join('/')}">${name}</a>`;
  };
  return {
    id: 'runs',
    title: 'The runs',
    body: dataTable(
      'Every run; names lead to its report',
      [
        ...['run', 'method', 'seed'],
        ...(kind === 'generation' ? ['KID', 'recall', 'authenticity'] : ['target', 'source']),
        ...['chosen by', 'finished', 'time'],
      ],
      runs.map(({ folder: path, title, seed, target, source, drawn, chosenBy, finished, seconds }) => [
        link(path),
        title,
        seed,
        ...(kind === 'generation'
          ? ['kid', 'recall', 'authenticity'].map((name) => drawn?.[name]?.value).map(orNone(measured))
          : [target, source].map(orNone(percent))),
        chosenBy ?? 'last step',
        finished ? 'yes' : 'no',
        seconds > 0 ? duration(seconds) : '–',
      ]),
    ),
  };
}

/** A figure for a reader, or a dash where there is none. */
const orNone =
  (tell: (value: number) => string) =>
  (value: number | undefined): string =>
    value === undefined ? '–' : tell(value);

const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');
const share = (figure: Figure | undefined): string => (figure ? unbroken(plusMinus(figure, 100, 1)) : '–');
