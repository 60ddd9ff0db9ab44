import { criticCurves } from '../critic-curves.js';
import type { Curve } from '../curve.js';
import { integer, number, percent } from '../format.js';
import { html, type Content } from '../html.js';
import { linesPlot } from '../plots/lines-plot.js';
import type { Plot } from '../plots/plot.js';
import { overlap, scoreHistogramPlot, scoresOverTime } from '../plots/score-histogram-plot.js';
import { dataTable, plotFigure, section } from './section.js';

type Lines = { name: string; curve: Curve }[];

/** The critic's accuracy and scores, and the gradients of both networks. */
export const players = section({
  id: 'players',
  title: 'Critic and generator',
  needs: ({ log }) => {
    const kinds = ['accuracy', 'score', 'gradientNorm', 'augmentation'] as const;
    return log.scores.length > 0 || kinds.some((kind) => criticCurves(log, kind).length > 0)
      ? log
      : undefined;
  },
  render: async (log) => {
    const averaged = (kind: Parameters<typeof criticCurves>[1]): Lines =>
      criticCurves(log, kind).map(({ name, curve }) => ({ name, curve: curve.averaged() }));
    const { lastStep } = log;
    const plots: Plot[] = [];
    const parts: Content[] = [];
    const add = (title: string, text: string, plot: Plot, lines: Lines, tell: (value: number) => string) => {
      plots.push(plot);
      parts.push(
        html`<h3>${title}</h3>
          <p>${text}</p>
          ${plotFigure(plot, '', ends(title, lines, tell))}`,
      );
    };

    const accuracy = averaged('accuracy');
    if (accuracy.length > 0) {
      const tell = (share: number): string => percent(share, 0);
      const plot = await linesPlot({
        name: 'critic-accuracy',
        description: `Share of the images that the critic takes for what they are, at the end ${said(accuracy, tell)}; 50 % is guessing.`,
        title: 'told apart',
        lines: accuracy,
        lastStep,
        tell,
        format: '.0%',
        domain: [0, 1],
        rule: { value: 0.5, text: '50 %: it guesses' },
      });
      add(
        'Critic’s accuracy',
        'Share of the real images that the critic takes for real, and of the generated ones that it takes for generated. Both near 100 %: it wins, and the generator learns little. Both near 50 %: it only guesses.',
        plot,
        accuracy,
        tell,
      );
    }

    const score = averaged('score');
    if (score.length > 0) {
      const plot = await linesPlot({
        name: 'critic-scores',
        description: `Mean score that the critic gives, at the end ${said(score, number)}.`,
        title: 'mean score',
        lines: score,
        lastStep,
        tell: number,
        format: '~g',
      });
      add(
        'Critic’s scores',
        'Mean score of real and of generated images. The generator has to close the gap between the lines; scores that grow without bound mean that the critic is not constrained.',
        plot,
        score,
        number,
      );
    }

    const histograms = scoresOverTime(log.scores);
    if (histograms.length > 0) {
      const plot = await scoreHistogramPlot(histograms);
      plots.push(plot);
      parts.push(
        html`<h3>Distribution of the scores</h3>
          <p>
            Scores of training images (real), of test images that the critic never saw (held out) and of
            generated ones at the first, the middle and the last evaluation; the axis of each is its own.
            Held-out images that score like generated ones: the critic knows its training images by heart. Two
            humps of generated images: it takes some kinds for real, and not others.
          </p>
          ${plotFigure(
            plot,
            '',
            dataTable(
              'Scores at each evaluation, and how far their distributions cover each other',
              ['step', 'lowest', 'highest', 'real and generated', 'real and held out'],
              log.scores.map((one) => [
                integer(one.step),
                number(one.from),
                number(one.to),
                ...['generated', 'held out'].map((kind) => {
                  const covered = overlap(one, 'real', kind);
                  return covered === undefined ? '–' : percent(covered, 0);
                }),
              ]),
            ),
          )}`,
      );
    }

    const norms = averaged('gradientNorm');
    if (norms.length > 0) {
      const values = norms.flatMap(({ curve }) => curve.values);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const plot = await linesPlot({
        name: 'gradient-norms',
        description: `Norm of each network’s gradient, at the end ${said(norms, number)}.`,
        title: 'gradient’s norm',
        lines: norms,
        lastStep,
        tell: number,
        format: '~g',
        log: least > 0 && most / least > 12,
      });
      add(
        'Gradients',
        'Norm of the gradient of either network. If the generator’s falls towards zero, it no longer learns from the critic; if it keeps growing, a collapse is likely.',
        plot,
        norms,
        number,
      );
    }

    const augmentation = criticCurves(log, 'augmentation');
    if (augmentation.length > 0) {
      const tell = (share: number): string => percent(share, 0);
      const plot = await linesPlot({
        name: 'augmentation',
        description: `Probability of the adaptive augmentation, at the end ${said(augmentation, tell)}.`,
        title: 'probability',
        lines: augmentation,
        lastStep,
        tell,
        format: '.0%',
        domain: [0, 1],
      });
      add(
        'Adaptive augmentation',
        'How often an image is changed before the critic sees it. It rises while the critic overfits its training images; near 100 %, there are too few of them.',
        plot,
        augmentation,
        tell,
      );
    }
    return { plots, body: html`${parts}` };
  },
});

const said = (lines: Lines, tell: (value: number) => string): string =>
  lines.map(({ name, curve }) => `${name} ${tell(curve.last()?.value ?? NaN)}`).join(', ');

function ends(title: string, lines: Lines, tell: (value: number) => string) {
  return dataTable(
    `${title}, averaged over a fiftieth of the run`,
    ['of', 'at first', 'least', 'greatest', 'at the end'],
    lines.map(({ name, curve }) => [
      name,
      ...[curve.values[0] ?? NaN, ...curve.range(), curve.last()?.value ?? NaN].map(tell),
    ]),
  );
}
