import _ from 'lodash';
import { criticCurves } from '../critic-curves.js';
import { directions, verdicts, type ScoredMeasures } from '@jiagu/generation-metrics';
import type { Run } from '../run-folder.js';
import { courseVerdict, CRITIC } from './course-verdict.js';
import { trendOf } from './trend.js';
import type { Verdict } from './verdict.js';

/** Verdicts on the figures and the course of a generator's run, faults first. */
export function runVerdicts({ log, evaluation }: Run): Verdict[] {
  const faults = verdicts(measuresOf(evaluation, log)).map(({ name, seen, figures, advice }): Verdict => ({
    name: _.upperFirst(name),
    tone: 'bad',
    advice: `${_.upperFirst(seen)}. ${advice}.`,
    because: figures,
  }));
  const [real, generated] = criticCurves(log, 'accuracy').map(({ curve }) =>
    _.mean(curve.values.slice(Math.floor((1 - CRITIC.tail) * curve.length))),
  );
  const curve = log.generation.get('kid');
  const kid = curve && trendOf(curve, log.generationFloors.get('kid'));
  const course = courseVerdict({
    ...(real !== undefined && generated !== undefined && { accuracy: { real, generated } }),
    ...(kid && { kid }),
  });
  if (!course) return faults;
  // Balance is not good where the images are bad.
  const tone = faults.length > 0 && course.tone === 'good' ? 'neither' : course.tone;
  return [...faults, { ...course, tone }];
}

/** The measures of the reported evaluation or, where a run has none yet, of the last one in the log. */
function measuresOf(
  evaluation: Run['evaluation'],
  { generation, generationFloors }: Run['log'],
): ScoredMeasures {
  const measures = evaluation?.generation?.measures;
  if (measures) return _.pickBy(measures, (measure) => measure !== undefined) as ScoredMeasures;
  return _.mapValues(
    _.pickBy(directions, (_better, name) => generation.has(name)),
    (better, name) => ({
      value: generation.get(name)?.last()?.value ?? NaN,
      floor: generationFloors.get(name) ?? null,
      better,
    }),
  );
}
