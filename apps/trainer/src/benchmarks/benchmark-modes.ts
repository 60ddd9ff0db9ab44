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

/** A combination of a loss and a remedy against mode collapse. */
export interface Contest {
  readonly loss: ToyLoss;
  readonly remedy: ToyRemedy;
}

interface ModesBenchmark {
  readonly contests: readonly Contest[];
  readonly seeds: readonly number[];
  /** Number of updates of the generator. */
  readonly steps: number;
  /** receives a line for each training */
  readonly log: (line: string) => void;
}

/** The results of training one combination with several seeds. */
export interface ContestFigures extends Contest {
  /** By seed. */
  readonly seeds: readonly ({ readonly seed: number } & ModeCount)[];
  /** Points that the generator of the first seed draws. */
  readonly points: readonly Point[];
}

/** Number of points that a trained generator draws. */
const POINTS = 2500;

/** The default loss for testing remedies: it collapses without one. */
const COLLAPSING: ToyLoss = 'hinge';
/** It compares all pairs of points, which takes as long as all other remedies together. */
const SLOW: ToyRemedy = 'minibatch-discrimination';

/**
 * The combinations to train. If losses and remedies are given: all combinations that are possible. If only losses are
 * given: each without a remedy. If only remedies are given: each with the loss that collapses. If neither are given:
 * each loss without a remedy, and each remedy but the slow one with that loss.
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

/** Trains every combination with every seed and counts the modes found. The engine must have been started. */
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
