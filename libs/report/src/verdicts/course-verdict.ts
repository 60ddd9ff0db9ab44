import { integer, number, percent } from '../format.js';
import type { Trend } from './trend.js';
import type { Verdict } from './verdict.js';

/** Thresholds on a critic's accuracy, its share of real and of generated images judged correctly. */
export const CRITIC = {
  /** the share of a run, from its end, that is judged */
  tail: 0.2,
  /** above: it wins */
  wins: 0.95,
  /** from here to `even`: it roughly guesses; below: it is worse than guessing */
  fooled: 0.45,
  even: 0.6,
  /** it judges all images alike if its accuracies on real and on generated ones differ by more than this */
  oneSided: 0.5,
} as const;

/** The course of a training, as far as known. */
export interface Course {
  /** the critic's accuracy on real and on generated images over the last part of the run; absent: no critic */
  readonly accuracy?: { readonly real: number; readonly generated: number };
  /** trend of KID; absent: too few evaluations */
  readonly kid?: Trend;
}

const keep =
  'Take the checkpoint of the best KID (training.checkpoint.best: kid), and end such a training by training.earlyStopping.';

/** The verdict on the critic's accuracy and the trend of KID together; undefined where neither is known. */
export function courseVerdict({ accuracy, kid }: Course): Verdict | undefined {
  const because = [
    accuracy !== undefined &&
      `critic’s accuracy ${percent(accuracy.real, 0)} on real and ${percent(accuracy.generated, 0)} on generated images over the last ${percent(CRITIC.tail, 0)} of the run`,
    kid &&
      `KID ${number(kid.last.value)} at step ${integer(kid.last.step)}, its best ${number(kid.best.value)} at step ${integer(kid.best.step)}: ${kid.direction}`,
  ]
    .filter(Boolean)
    .join('; ');
  const said = accuracy === undefined ? byKid(kid) : byCritic(accuracy, kid);
  return said && { ...said, because };
}

type Said = Omit<Verdict, 'because'>;

function byCritic({ real, generated }: NonNullable<Course['accuracy']>, kid: Trend | undefined): Said {
  const accuracy = (real + generated) / 2;
  const direction = kid?.direction;
  if (accuracy > CRITIC.wins)
    return {
      name: 'The critic wins',
      tone: 'bad',
      advice:
        direction === 'falling'
          ? 'It tells nearly all images apart, but KID still falls: the generator still learns. Let it go on, and watch KID.'
          : 'It tells nearly all images apart, and the generator gets little to learn from. Lower the critic’s rate or its steps, or hold it back: a gradient penalty, spectral norm, instance noise, or differentiable augmentation where training images are few.',
    };
  if (accuracy <= CRITIC.even && Math.abs(real - generated) > CRITIC.oneSided)
    return {
      name: 'The critic is one-sided',
      tone: 'bad',
      advice: `It takes nearly all images for ${real < generated ? 'generated' : 'real'}, so that the generator learns nothing from it: the two run after each other. Lower the generator’s rate, or give the critic more steps (criticSteps), more width or a gradient penalty.`,
    };
  if (accuracy < CRITIC.fooled)
    return {
      name: 'The critic is fooled',
      tone: 'bad',
      advice:
        'It does worse than guessing: it can’t follow, and what it says misleads the generator. Raise its rate or its steps (criticSteps), or make it wider.',
    };
  if (direction === 'rising')
    return accuracy <= CRITIC.even
      ? {
          name: 'Junk feedback after balance',
          tone: 'bad',
          advice: `The critic only guesses, and the images have become worse since their best: the generator follows noise. ${keep} Lower rates and an averaged generator (ema) keep the balance longer.`,
        }
      : {
          name: 'Worse than before',
          tone: 'bad',
          advice: `The images have become worse since their best, while the critic tells ever more of them apart. ${keep} A gradient penalty or lower rates keep the two closer together.`,
        };
  if (accuracy <= CRITIC.even)
    return direction === 'level'
      ? {
          name: 'Balanced, and settled',
          tone: 'good',
          advice: 'The critic only guesses, and KID stays where it is: more steps change little.',
        }
      : {
          name: 'Balanced',
          tone: direction ? 'good' : 'neither',
          advice: direction
            ? 'The critic only guesses, and KID still falls: let it go on.'
            : 'The critic only guesses. Whether the images are good it can’t tell, and KID was measured too seldom to: evaluate more often.',
        };
  return {
    name: 'The critic leads',
    tone: direction === 'falling' ? 'good' : 'neither',
    advice:
      direction === 'falling'
        ? 'It tells most images apart, and the generator learns from it: KID still falls. Let it go on.'
        : direction === 'level'
          ? 'It tells most images apart, and KID no longer falls: see whether a slower critic, or a wider generator, gets further.'
          : 'It tells most images apart; KID was measured too seldom to tell whether the generator learns from it.',
  };
}

/** The verdict on a method without a critic. */
function byKid(kid: Trend | undefined): Said | undefined {
  switch (kid?.direction) {
    case 'falling':
      return { name: 'It still learns', tone: 'good', advice: 'KID still falls: let it go on.' };
    case 'level':
      return {
        name: 'Settled',
        tone: 'good',
        advice: 'KID stays where it is: more steps change little.',
      };
    case 'rising':
      return {
        name: 'Worse than before',
        tone: 'bad',
        advice: `The images have become worse since their best. ${keep}`,
      };
    default:
      return undefined;
  }
}
