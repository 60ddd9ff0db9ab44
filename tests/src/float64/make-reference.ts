import { Training, type Settings } from './training.js';
import type { Tensor } from './tensor.js';

function summary(values: Float64Array) {
  const n = values.length;
  const at = n < 8 ? [...values.keys()] : Array.from({ length: 8 }, (_, k) => Math.floor((k * (n - 1)) / 7));
  return {
    n,
    mean: values.reduce((sum, value) => sum + value, 0) / n,
    l2: Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0)),
    absmax: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    at,
    values: at.map((index) => values[index] as number),
  };
}

type Values = Iterable<readonly [string, Float64Array]>;
const summaries = (entries: Values) =>
  Object.fromEntries([...entries].map(([name, values]) => [name, summary(values)]));
const values = (tensors: Record<string, Tensor>): Values =>
  Object.entries(tensors).map(([name, { data }]) => [name, data] as const);

/** The content of a reference file but for its tolerance: what float64 makes of the settings. */
export function makeReference({ width: _, ...settings }: Settings) {
  const training = new Training({ width: _, ...settings });
  const { state } = training;
  const steps = Array.from({ length: settings.steps }, (_, index) => {
    const { losses, forward } = training.step(index);
    const grads = [...state.startingWith('enc_', 'dec.')].map(
      ([name, { grad }]) => [name, grad as Float64Array] as const,
    );
    const step = {
      losses: Object.fromEntries(Object.entries(losses).map(([name, { value }]) => [name, value])),
      forward: index === 0 ? summaries(values(forward)) : {},
      grads: index === 0 ? summaries(grads) : {},
    };
    training.follow(index);
    return step;
  });
  const final = [...state.startingWith('enc_', 'dec.', 'dis_')].map(
    ([name, { data }]) => [name, data] as const,
  );
  const update = final.map(([name, data]) => {
    const before = state.initial.get(name) as Float64Array;
    return [name, data.map((value, i) => value - (before[i] as number))] as const;
  });
  return {
    ...settings,
    backbone: 'resnet18',
    dropout: 0,
    parameters: [...state.parameters].map(([name, { shape }]) => ({
      name,
      shape,
      kind: state.kinds.get(name),
    })),
    expected: {
      steps,
      final: summaries([...final, ...state.statistics]),
      update: summaries(update),
      eval_logits: summary(training.evaluate().data),
    },
    // In front of a batch normalisation, which takes the mean away again.
    zeroGradient: [...state.parameters.keys()].filter((name) => {
      const weight = state.parameters.get(name.replace(/bias$/, 'weight'));
      return /^enc_[st]\.cnn\.\d+\.bias$/.test(name) && weight?.shape.length === 4;
    }),
  };
}
