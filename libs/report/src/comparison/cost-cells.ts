import { duration } from '../format.js';
import type { Figure } from './statistics.js';

/** What a method's runs cost, as columns of a table. */
export const COST_HEADER = ['time', 'processor time'];

/** The mean of each over the seeds; a dash where it was not recorded. */
export function costCells(cost: {
  seconds: Figure | undefined;
  processorSeconds: Figure | undefined;
}): string[] {
  return [cost.seconds, cost.processorSeconds].map((figure) => (figure ? duration(figure.mean) : '–'));
}
