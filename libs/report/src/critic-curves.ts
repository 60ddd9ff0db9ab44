import type { Curve } from './curve.js';
import type { MetricsLog } from './metrics-log.js';

/**
 * Figures that a method with a critic logs beside its losses, by kind; each is an average over the steps of a log line.
 */
const logged = {
  accuracy: { real: 'critic accuracy, real', generated: 'critic accuracy, generated' },
  score: { real: 'critic score, real', generated: 'critic score, generated' },
  gradientNorm: { generator: 'gradient norm, generator', critic: 'gradient norm, critic' },
  augmentation: { probability: 'augmentation probability' },
} as const;

type Kind = keyof typeof logged;

const names = new Set<string>(Object.values(logged).flatMap((group) => Object.values(group)));

/** Whether a logged figure is not a loss, but shown with the critic. */
export const isOfCritic = (name: string): boolean => names.has(name);

/** The curves of one kind by name; empty where none were logged. */
export function criticCurves({ losses }: MetricsLog, kind: Kind): { name: string; curve: Curve }[] {
  return Object.entries(logged[kind]).flatMap(([name, key]) => {
    const curve = losses.get(key);
    return curve && curve.length > 0 ? [{ name, curve }] : [];
  });
}
