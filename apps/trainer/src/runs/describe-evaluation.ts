import { DOMAINS } from '@jiagu/config';
import {
  describeFeatures,
  describeVerdict,
  verdicts,
  type GenerationDetails,
  type TranslationMeasures,
} from '@jiagu/generation-metrics';
import { percent } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import { describeMeasures } from './describe-measures.js';
import type { RunEvaluation } from './evaluate-run.js';

/** Formats an evaluation for the terminal. */
export function describeEvaluation(evaluation: RunEvaluation): string {
  if ('translation' in evaluation) return describeTranslation(evaluation.translation);
  if ('generation' in evaluation) return describeGeneration(evaluation);
  const { swapBars, textures, translated, classNames } = evaluation;
  const rows = DOMAINS.flatMap((domain) => {
    const measured = evaluation[domain];
    if (!measured) return [];
    const { accuracy, total, loss, calibrationError } = measured;
    return [
      [
        domain,
        percent(accuracy),
        String(Math.round(accuracy * total)),
        String(total),
        loss.toFixed(3),
        calibrationError.toFixed(3),
      ],
    ];
  });
  const accuracies = textTable([
    ['test images', 'accuracy', 'correct', 'of', 'cross-entropy', 'calibration error'],
    ...rows,
  ]);
  const chance = `chance: ${percent(1 / classNames.length)} (${classNames.length} classes)`;
  const bars = swapBars?.map(({ direction, measure, value, bar, holds }) => [
    direction,
    measure,
    value.toFixed(2),
    bar,
    holds ? 'holds' : 'misses',
  ]);
  const spreads = textures?.map(({ domain, statistic, row, real }) => [
    domain,
    statistic,
    row.toFixed(3),
    real.toFixed(3),
  ]);
  return [
    `${accuracies}\n${chance}`,
    ...(bars ? [textTable([['swap', 'measure', 'value', 'bar', ''], ...bars])] : []),
    ...(spreads
      ? [textTable([['drawn as', 'varies by', 'one glyph, many textures', 'real images'], ...spreads])]
      : []),
    ...(translated ? [describeTranslation(translated)] : []),
  ].join('\n\n');
}

function describeGeneration({ generation }: GenerationDetails): string {
  const { features, domain, images, measures } = generation;
  const { generated, real, training } = images;
  return [
    `${generated} drawn images against ${real} test images of the ${domain}, by ${describeFeatures(features)}`,
    describeMeasures(measures),
    [
      training > 0
        ? `floor: training images instead of drawn ones; for authenticity, the test images (${training} training images)`
        : 'no floors and no authenticity: the training images are not available',
      ...verdicts(measures).map((verdict) => `warning: ${describeVerdict(verdict)}`),
    ].join('\n'),
  ].join('\n\n');
}

function describeTranslation(translation: readonly TranslationMeasures[]): string {
  const floors =
    'floor: training images of the domain instead of translated ones; for authenticity, its test images. untranslated: the images as they are';
  const directions = translation.map(({ from, domain, features, images, measures, untranslated }) =>
    [
      `${images.generated} test images of the ${from} translated to the ${domain}, against ${images.real} test images of it, by ${describeFeatures(features)}`,
      describeMeasures(measures, { drawn: 'translated', beside: { untranslated } }),
      ...verdicts(measures).map((verdict) => `warning: ${describeVerdict(verdict)}`),
    ].join('\n\n'),
  );
  return [...directions, floors].join('\n\n');
}
