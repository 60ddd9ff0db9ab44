import type { Tensor } from './tensor.js';

/** Updates parameters by their gradients, as torch.optim does. */
export interface Optimizer {
  apply(parameters: Iterable<Tensor>, rate: number): void;
}

export function sgd(momentum: number, weightDecay: number): Optimizer {
  const velocities = new Map<Tensor, Float64Array>();
  return {
    apply(parameters, rate) {
      for (const parameter of parameters) {
        const { data, grad } = parameter;
        const velocity = slot(velocities, parameter);
        for (let i = 0; i < data.length; i++) {
          const g = (grad?.[i] ?? NaN) + weightDecay * (data[i] as number);
          const v = momentum * (velocity[i] as number) + g;
          velocity[i] = v;
          data[i] = (data[i] as number) - rate * v;
        }
      }
    },
  };
}

export function adam(beta1: number, beta2: number): Optimizer {
  const [firsts, seconds] = [new Map<Tensor, Float64Array>(), new Map<Tensor, Float64Array>()];
  let steps = 0;
  return {
    apply(parameters, rate) {
      steps++;
      for (const parameter of parameters) {
        const { data, grad } = parameter;
        const [first, second] = [slot(firsts, parameter), slot(seconds, parameter)];
        for (let i = 0; i < data.length; i++) {
          const g = grad?.[i] ?? NaN;
          const m = beta1 * (first[i] as number) + (1 - beta1) * g;
          const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
          [first[i], second[i]] = [m, v];
          const root = Math.sqrt(v / (1 - beta2 ** steps)) + 1e-8;
          data[i] = (data[i] as number) - (rate * m) / (1 - beta1 ** steps) / root;
        }
      }
    },
  };
}

function slot(slots: Map<Tensor, Float64Array>, parameter: Tensor): Float64Array {
  const found = slots.get(parameter) ?? new Float64Array(parameter.size);
  slots.set(parameter, found);
  return found;
}
