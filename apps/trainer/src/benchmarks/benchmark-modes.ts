import {
  combine,
  countModes,
  playEightGaussians,
  TOY_LOSSES,
  TOY_REMEDIES,
  type ModeCount,
  type Point,
  type ToyLoss,
  type ToyRemedy,
} from '@jiagu/methods';

/** A loss and a remedy. */
export interface Contest {
  readonly loss: ToyLoss;
  readonly remedy: ToyRemedy;
}

interface ModesBenchmark {
  readonly contests: readonly Contest[];
  readonly seeds: readonly number[];
  /** The generator's updates. */
  readonly steps: number;
  /** told what goes on */
  readonly log: (line: string) => void;
}

/** What trainings of one loss with one remedy found. */
export interface ContestFigures extends Contest {
  /** By seed. */
  readonly seeds: readonly ({ readonly seed: number } & ModeCount)[];
  /** Points of the first seed. */
  readonly points: readonly Point[];
}

/** Points that a trained generator draws. */
const POINTS = 2500;

/** The loss that remedies are tried on where none is named: it collapses without. */
const COLLAPSING: ToyLoss = 'hinge';
/** Comparing all pairs of points takes as long as all others together. */
const SLOW: ToyRemedy = 'minibatch-discrimination';

/**
 * Which losses meet which remedies: all that are named, in every combination that fits; where only one kind is named, no
 * remedy or the loss that collapses; where none is, each loss without a remedy, and with that loss each remedy but the
 * slow one.
 */
export function contestsOf(losses: readonly ToyLoss[], remedies: readonly ToyRemedy[]): Contest[] {
  const crossed = (some: readonly ToyLoss[], others: readonly ToyRemedy[]): Contest[] =>
    some.flatMap((loss) =>
      others.filter((remedy) => combine(loss, remedy)).map((remedy) => ({ loss, remedy })),
    );
  if (losses.length > 0) return crossed(losses, remedies.length > 0 ? remedies : ['none']);
  if (remedies.length > 0) return crossed([COLLAPSING], remedies);
  return [
    ...crossed(TOY_LOSSES, ['none']),
    ...crossed(
      [COLLAPSING],
      TOY_REMEDIES.filter((remedy) => remedy !== 'none' && remedy !== SLOW),
    ),
  ];
}

/** Trains every contest with every seed and counts the modes that are found. Needs a started engine. */
export function benchmarkModes({ contests, seeds, steps, log }: ModesBenchmark): ContestFigures[] {
  return contests.map(({ loss, remedy }) => {
    const played = seeds.map((seed) => {
      const points = playEightGaussians({ loss, remedy, seed, steps, points: POINTS }, log);
      const found = countModes(points);
      log(`${loss}, ${remedy}, seed ${seed}: ${found.modes} modes`);
      return { seed, points, ...found };
    });
    return {
      loss,
      remedy,
      seeds: played.map(({ points: _, ...found }) => found),
      points: played[0]?.points ?? [],
    };
  });
}
