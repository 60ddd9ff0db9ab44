import type { GanConfig } from '@jiagu/config';
import type { Module } from '@jiagu/nn';
import { Adam, Rmsprop, type Optimizer } from '@jiagu/training';
import type { Players } from './context.js';

/** An optimiser's settings, with the learning rate at the start of the run. */
export type OptimizerSettings = GanConfig['optimizers'][keyof Players];

/**
 * The settings of both optimisers. Where every k-th update of the critic is followed by one of a penalty alone, Adam's
 * rate and betas are corrected for the additional updates (Karras 2020).
 */
export function optimizerSettings({
  optimizers,
  penalties,
}: GanConfig): Record<keyof Players, OptimizerSettings> {
  const { generator, critic } = optimizers;
  if (penalties.every === 1 || critic.type !== 'adam') return { generator, critic };
  const share = penalties.every / (penalties.every + 1);
  const { type, lr, beta1, beta2 } = critic;
  return { generator, critic: { type, lr: lr * share, beta1: beta1 ** share, beta2: beta2 ** share } };
}

/** The optimisers of both players. */
export function buildOptimizers(method: GanConfig, players: Players): Record<keyof Players, Optimizer> {
  const { generator, critic } = optimizerSettings(method);
  const build = (network: Module, settings: OptimizerSettings): Optimizer =>
    settings.type === 'adam'
      ? new Adam(network.parameters(), settings)
      : new Rmsprop(network.parameters(), settings);
  return { generator: build(players.generator, generator), critic: build(players.critic, critic) };
}
