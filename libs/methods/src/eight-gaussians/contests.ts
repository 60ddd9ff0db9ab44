/** Losses of the toy, with the penalty that belongs to each. */
export const TOY_LOSSES = [
  'minimax',
  'non-saturating',
  'least-squares',
  'hinge',
  'wasserstein-clip',
  'wasserstein-gradient-penalty',
  'relativistic-r1-r2',
] as const;
/** A loss of the toy. */
export type ToyLoss = (typeof TOY_LOSSES)[number];

/** Remedies against mode collapse; unrolling is the first-order variant. */
export const TOY_REMEDIES = [
  'none',
  'first-order-unrolling',
  'minibatch-stddev',
  'minibatch-discrimination',
  'spectral-norm',
  'instance-noise',
] as const;
/** A remedy against mode collapse. */
export type ToyRemedy = (typeof TOY_REMEDIES)[number];

const adam = (lr: number, beta1: number) => ({ type: 'adam', lr, beta1 });
const wasserstein = {
  loss: { name: 'wasserstein' },
  criticSteps: 3,
  optimizers: { generator: adam(2e-3, 0.5), critic: adam(2e-3, 0.5) },
};
const losses: Readonly<Record<ToyLoss, object>> = {
  minimax: { loss: { name: 'minimax' } },
  'non-saturating': { loss: { name: 'non-saturating' } },
  'least-squares': { loss: { name: 'least-squares' } },
  hinge: { loss: { name: 'hinge' } },
  'wasserstein-clip': { ...wasserstein, penalties: { clip: 0.1 } },
  'wasserstein-gradient-penalty': { ...wasserstein, penalties: { gradient: { weight: 1 } } },
  'relativistic-r1-r2': {
    loss: { name: 'relativistic' },
    penalties: { r1: { gamma: 0.1 }, r2: { gamma: 0.1 } },
  },
};

const remedies: Readonly<Record<ToyRemedy, (steps: number) => { critic?: object; [key: string]: unknown }>> =
  {
    none: () => ({}),
    'first-order-unrolling': () => ({ unroll: { steps: 5 } }),
    'minibatch-stddev': () => ({ critic: { minibatch: 'stddev' } }),
    'minibatch-discrimination': () => ({ critic: { minibatch: 'discrimination' } }),
    'spectral-norm': () => ({ critic: { norm: 'spectral' } }),
    'instance-noise': (steps) => ({ instanceNoise: { deviation: 0.1, until: steps } }),
  };

/** Whether a loss and a remedy can be combined: a gradient penalty does not work with minibatch discrimination. */
export const combine = (loss: ToyLoss, remedy: ToyRemedy): boolean =>
  remedy !== 'minibatch-discrimination' ||
  (loss !== 'wasserstein-gradient-penalty' && loss !== 'relativistic-r1-r2');

/** `method` of the configuration: generator and critic have two hidden layers of width 64. */
export function toyMethod(loss: ToyLoss, remedy: ToyRemedy, steps: number): object {
  const { critic, ...keys } = remedies[remedy](steps);
  const hidden = [64, 64];
  return {
    name: 'gan',
    domain: 'target',
    generator: { body: 'mlp', hidden, latent: 2 },
    critic: { body: 'mlp', hidden, ...critic },
    optimizers: { generator: adam(1e-3, 0.5), critic: adam(1e-3, 0.5) },
    ...losses[loss],
    ...keys,
  };
}
