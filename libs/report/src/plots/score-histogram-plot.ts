import type { TopLevelSpec } from 'vega-lite';
import type { Field } from 'vega-lite/types_unstable/channeldef.js';
import type { UnitSpecWithFrame } from 'vega-lite/types_unstable/spec/unit.js';
import { integer, number, percent } from '../format.js';
import type { LoggedScores } from '../metrics-log.js';
import { dashes, series } from './palette.js';
import { drawPlot, type Plot, type PlotRow } from './plot.js';

/** The first, the middle and the last evaluation, each once. */
export function scoresOverTime(all: readonly LoggedScores[]): LoggedScores[] {
  const chosen = new Set([0, Math.floor((all.length - 1) / 2), all.length - 1]);
  return all.filter((_, i) => chosen.has(i));
}

/** The shares of a histogram's counts; none of a kind without a single one. */
export const sharesOf = (counts: readonly number[]): number[] => {
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => (sum > 0 ? count / sum : 0));
};

/**
 * How far the histograms of two kinds of images cover each other, 0..1: 1 is what scores of images give that are not
 * told apart. Undefined where a kind was not scored.
 */
export function overlap({ counts }: LoggedScores, one: string, other: string): number | undefined {
  const [a, b] = [counts[one], counts[other]];
  if (!a || !b) return undefined;
  const others = sharesOf(b);
  return sharesOf(a).reduce((sum, share, i) => sum + Math.min(share, others[i] ?? 0), 0);
}

/** A critic's scores of each kind of image at a few evaluations side by side, each with a score axis of its own. */
export function scoreHistogramPlot(shown: readonly LoggedScores[]): Promise<Plot> {
  const kinds = [...new Set(shown.flatMap(({ counts }) => Object.keys(counts)))];
  const rows = shown.flatMap(({ step, from, to, counts }) =>
    Object.entries(counts).flatMap(([kind, count]) =>
      sharesOf(count).map((share, i) => ({
        step,
        kind,
        score: from + ((i + 0.5) * (to - from)) / count.length,
        share,
      })),
    ),
  );
  const scale = <T>(range: readonly T[]) => ({ domain: kinds, range: kinds.map((_, i) => range[i] as T) });
  const panel = ({ step, from, to }: LoggedScores, width: number): UnitSpecWithFrame<Field> => ({
    title: `step ${integer(step)}`,
    width,
    height: 130,
    data: { values: rows.filter((row) => row.step === step) },
    mark: { type: 'line', interpolate: 'step', strokeWidth: 2 },
    encoding: {
      x: {
        field: 'score',
        type: 'quantitative',
        scale: { domain: [from, to], nice: false },
        axis: { title: 'score', grid: false, tickCount: 4, format: '~g' },
      },
      y: { field: 'share', type: 'quantitative', axis: { title: null, tickCount: 3, format: '.0%' } },
      color: { field: 'kind', type: 'nominal', scale: scale(series), legend: { symbolType: 'stroke' } },
      strokeDash: { field: 'kind', type: 'nominal', scale: scale(dashes) },
    },
  });
  const spec = (width: number): TopLevelSpec => {
    const wide = width > 500;
    const panels = shown.map((one) => panel(one, wide ? width / 3 - 55 : width - 50));
    return wide ? { hconcat: panels } : { vconcat: panels };
  };
  const told = shown.map((one) => {
    const covered = overlap(one, 'real', 'generated');
    return `step ${integer(one.step)} from ${number(one.from)} to ${number(one.to)}${
      covered === undefined ? '' : `, overlap ${percent(covered, 0)}`
    }`;
  });
  const description = `Distribution of the critic’s scores of ${kinds.join(', ')} images: ${told.join('; ')}.`;
  return drawPlot('critic-score-histograms', description, rows satisfies PlotRow[], spec);
}
