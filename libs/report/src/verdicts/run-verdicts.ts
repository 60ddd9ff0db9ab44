import _ from 'lodash';
import { criticCurves } from '../critic-curves.js';
import type { Run } from '../run-folder.js';
import { courseVerdict, CRITIC } from './course-verdict.js';
import { trendOf } from './trend.js';
import type { Verdict } from './verdict.js';

/** What the figures and the course of a generator's run say, what is wrong first. */
export function runVerdicts({ log }: Run): Verdict[] {
  const accuracy = criticCurves(log, 'accuracy').map(({ curve }) =>
    _.mean(curve.values.slice(Math.floor((1 - CRITIC.tail) * curve.length))),
  );
  const curve = log.generation.get('kid');
  const kid = curve && trendOf(curve, log.generationFloors.get('kid'));
  const course = courseVerdict({
    ...(accuracy.length > 0 && { accuracy: _.mean(accuracy) }),
    ...(kid && { kid }),
  });
  return course ? [course] : [];
}
