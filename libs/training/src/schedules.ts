/** STSN's: rate x (1 - step / total)^power, as published 0.9. */
export const polynomial = (step: number, total: number, power = 0.9): number => (1 - step / total) ** power;

/** DANN's and its followers' (Ganin 2016, as in TLLib): rate x (1 + 0.001 step)^-0.75. */
export const inverse = (step: number): number => (1 + 0.001 * step) ** -0.75;

/** Grows from 0 to 1 as `progress` goes from 0 to 1 and stays there: 2 / (1 + exp(-10 p)) - 1 (Ganin 2016). */
export const ramp = (progress: number): number => 2 / (1 + Math.exp(-10 * Math.min(1, progress))) - 1;

/** From 1 to 0 along half a wave, as `progress` goes from 0 to 1, and 0 from there on (Loshchilov 2017). */
export const cosine = (progress: number): number => (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
