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
          velocity[i] = momentum * (velocity[i] as number) + g;
          data[i] = (data[i] as number) - rate * (velocity[i] as number);
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
        const [m, v] = [slot(firsts, parameter), slot(seconds, parameter)];
        for (let i = 0; i < data.length; i++) {
          const g = grad?.[i] ?? NaN;
          m[i] = beta1 * (m[i] as number) + (1 - beta1) * g;
          v[i] = beta2 * (v[i] as number) + (1 - beta2) * g * g;
          const root = Math.sqrt((v[i] as number) / (1 - beta2 ** steps)) + 1e-8;
          data[i] = (data[i] as number) - (rate * ((m[i] as number) / (1 - beta1 ** steps))) / root;
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
