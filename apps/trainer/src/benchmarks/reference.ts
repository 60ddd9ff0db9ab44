import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from '../command-line/usage-error.js';
import { median } from './statistics.js';

const schema = z.object({
  name: z.string(),
  milliseconds: z.array(z.number().positive()).min(1),
  cpuMilliseconds: z.array(z.number().positive()).min(1).optional(),
  peakMegabytes: z.number().positive().optional(),
});

/** Times of another program for the same step. */
interface StepReference {
  name: string;
  /** of every step */
  milliseconds: number[];
  /** processor time of every step, summed over all threads */
  cpuMilliseconds?: number[];
  peakMegabytes?: number;
}

/** One line of a comparison with another program. */
export interface Comparison {
  name: string;
  median: number;
  peakMegabytes: number | null;
  /** the other program's median time over this program's */
  ratio: number;
  /** the same for processor time; null when the other's is not known */
  cpuRatio: number | null;
  /** this program's peak memory over the other's; null when the other's is not known */
  memoryRatio: number | null;
}

/**
 * Reads `{"name": ..., "milliseconds": [...], "cpuMilliseconds": [...], "peakMegabytes": ...}`; the last two are
 * optional.
 * @throws UsageError naming what is wrong
 */
export function readStepReference(path: string): StepReference {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UsageError(`${path}: not a reference of step times: ${problems.join('; ')}`);
}

/** Compares step times and peak memory. */
export function compare(
  own: { median: number; cpuMilliseconds: readonly number[]; peakMegabytes: number },
  { name, milliseconds, cpuMilliseconds, peakMegabytes }: StepReference,
): Comparison {
  const other = median(milliseconds);
  return {
    name,
    median: other,
    peakMegabytes: peakMegabytes ?? null,
    ratio: other / own.median,
    cpuRatio: cpuMilliseconds ? median(cpuMilliseconds) / median(own.cpuMilliseconds) : null,
    memoryRatio: peakMegabytes === undefined ? null : own.peakMegabytes / peakMegabytes,
  };
}
