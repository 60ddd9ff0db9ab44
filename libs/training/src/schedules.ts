/** Factor of STSN's polynomial decay: (1 - step / total)^power; the power is 0.9 as published. */
export const polynomial = (step: number, total: number, power = 0.9): number => (1 - step / total) ** power;

/** Factor of DANN's inverse decay (Ganin 2016, constants as in TLLib): (1 + 0.001 step)^-0.75. */
export const inverse = (step: number): number => (1 + 0.001 * step) ** -0.75;

/** Grows from 0 to almost 1 as `progress` p goes from 0 to 1, then stays: 2 / (1 + exp(-10 p)) - 1 (Ganin 2016). */
export const ramp = (progress: number): number => 2 / (1 + Math.exp(-10 * Math.min(1, progress))) - 1;

/** Cosine annealing from 1 to 0 as `progress` p goes from 0 to 1, then 0: (1 + cos(pi p)) / 2 (Loshchilov 2017). */
export const cosine = (progress: number): number => (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;

/**
 * CycleGAN's linear decay: 1 up to a share of the run, then falling by equal amounts, with the last step one amount
 * above 0. The published code counts epochs in place of steps.
 * @param from share of the run, 0 .. 1
 */
export function linearTail(step: number, total: number, from: number): number {
  const left = total - from * total;
  return 1 - Math.max(0, step + 1 - from * total) / (left + 1);
}
