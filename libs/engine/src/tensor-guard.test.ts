import { describe, expect, it } from 'vitest';
import { TensorGuard } from './tensor-guard.js';

/** Runs 500 steps with a given number of live tensors at each. */
function run(tensors: (step: number) => number): void {
  let step = 0;
  const guard = new TensorGuard(() => tensors(step));
  for (step = 1; step <= 500; step++) guard.check(step);
}

describe('TensorGuard', () => {
  it('lets pass what swings, and what rises a few times for good', () => {
    expect(() => run(() => 100)).not.toThrow();
    expect(() => run((step) => 100 + (step % 7) * 10)).not.toThrow();
    expect(() =>
      run((step) => 100 + (step > 1 ? 60 : 0) + (step > 50 ? 3 : 0) + (step > 200 ? 8 : 0)),
    ).not.toThrow();
  });

  it('finds a tensor lost each step soon', () => {
    let last = 0;
    const losing = () => run((step) => 100 + (last = step));
    expect(losing).toThrow(/grew from 101 at step 8 to 141 at step 48, 1\.0 a step/);
    expect(last).toBe(48);
  });

  it('finds what is lost in every third step, and at every evaluation', () => {
    expect(() => run((step) => 100 + Math.floor(step / 3))).toThrow(/grew/);
    expect(() => run((step) => 100 + (step % 4) + 40 * Math.floor(step / 60))).toThrow(/grew/);
  });
});
