import type { AddaConfig, BackboneConfig } from '@jiagu/config';
import type { Module } from '@jiagu/nn';
import { Adam, inverse, polynomial, Sgd, type Optimizer } from '@jiagu/training';

type Settings = BackboneConfig | AddaConfig;

/** The configured optimiser of all parameters of some networks. */
export function buildOptimizer({ optimizer }: Settings, ...networks: readonly Module[]): Optimizer {
  const parameters = networks.flatMap((network) => network.parameters());
  return optimizer.type === 'sgd' ? new Sgd(parameters, optimizer) : new Adam(parameters, optimizer);
}

/** Learning rates of a step: of the backbone, and of what starts fresh even where the backbone is pretrained. */
export function ratesOf(
  { optimizer, schedule }: Settings,
  step: number,
  steps: number,
): { backbone: number; head: number } {
  const rate = optimizer.lr * (schedule === 'poly' ? polynomial(step, steps) : inverse(step));
  return { backbone: rate, head: rate * (optimizer.type === 'sgd' ? optimizer.newLayers : 1) };
}
