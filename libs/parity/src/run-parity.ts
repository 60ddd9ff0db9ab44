import { groupResult, type Comparison, type GroupResult } from './compare.js';
import { executeReference, type ExecutionResult } from './execute-reference.js';
import type { Bounds, Reference } from './reference-file.js';
import type { Execution } from './watched-step.js';

/** The result of one group of comparisons for one way of running the steps. */
export interface ParityGroup extends GroupResult {
  execution: Execution;
}

/** How to run the steps. */
export interface ParityOptions {
  /** ways to run the steps, each from the start; default both */
  executions?: readonly Execution[];
  /** called before each step, counted from 1 */
  onStep?: (execution: Execution, step: number) => void;
}

/** Relative difference allowed between losses of compiled and plain steps, for rounding. */
const agreement: Bounds = { worst: 1e-5, median: 1e-5 };

/**
 * Runs the training step of STSN on a reference's weights and images, and compares what it computes with what the
 * reference states; compiled steps are compared with plain ones too. Needs a started engine.
 *
 * @throws Error when the reference describes other networks, or states something that is not computed
 */
export function runParity(reference: Reference, options: ParityOptions = {}): ParityGroup[] {
  const { executions = ['plain', 'compiled'], onStep } = options;
  return executions.flatMap((execution) => {
    const result = executeReference(reference, execution, (step) => onStep?.(execution, step));
    return resultGroups(reference, result).map((group) => ({ execution, ...group }));
  });
}

function resultGroups(
  { tolerance }: Reference,
  { steps, updates, runningStatistics, evalLogits }: ExecutionResult,
): GroupResult[] {
  const group = (name: string, bounds: Bounds, members: readonly Comparison[]): GroupResult[] =>
    members.length > 0 ? [groupResult(name, bounds, members)] : [];
  const ofStep = (name: string, step: number): string => (step === 0 ? name : `${name} of step ${step}`);
  return [
    ...steps.flatMap(({ forward, losses, gradients }, step) => [
      ...group(ofStep('forward', step), tolerance.forward, forward),
      // Steps beyond the listed bounds use the last of them.
      ...group(
        `losses of step ${step}`,
        tolerance.losses[Math.min(step, tolerance.losses.length - 1)] as Bounds,
        losses,
      ),
      ...group(ofStep('gradients', step), tolerance.gradients, gradients),
    ]),
    ...group('updates', tolerance.updates, updates),
    ...group('running statistics', tolerance.runningStatistics, runningStatistics),
    ...group('evaluation logits', tolerance.evalLogits, [evalLogits]),
    ...group(
      'losses against plain steps from the same states',
      agreement,
      steps.flatMap(({ againstPlain }) => againstPlain),
    ),
  ];
}
