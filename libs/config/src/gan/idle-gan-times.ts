import type { GanConfig } from './gan-schema.js';

/** Settings of a GAN that take effect only after the last step: one sentence each, which names the keys. */
export function idleGanTimes(method: GanConfig, imageSize: number, steps: number): string[] {
  const { growth, instanceNoise } = method;
  const transition = 'transition' in method ? method.transition : undefined;
  const told: string[] = [];
  const before = (key: string, step: number, what: string): void => {
    if (step > steps) told.push(`${key} is ${step}, and training.steps is ${steps}: ${what}`);
  };
  if (instanceNoise) before('method.instanceNoise.until', instanceNoise.until, 'the noise is never gone');
  if (transition)
    before('method.transition.to', transition.to, 'the conditional answer never has its full weight');
  if (growth) {
    const doublings = Math.log2(imageSize / growth.from);
    const full = doublings * (growth.stable + growth.fade);
    // A side that is not the first one doubled several times is refused later.
    if (Number.isInteger(doublings) && full >= steps)
      told.push(
        `method.growth reaches ${imageSize} px after ${full} steps, and training.steps is ${steps}: images of the full size are never trained alone`,
      );
  }
  return told;
}
