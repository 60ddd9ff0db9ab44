import type { GanConfig } from '@jiagu/config';
import { cosine } from '@jiagu/training';

/** The factor on both learning rates at a step. */
export function scheduled({ shape, end }: GanConfig['schedule'], step: number, total: number): number {
  const progress = step / total;
  switch (shape) {
    case 'constant':
      return 1;
    case 'linear':
      return end + (1 - end) * (1 - progress);
    case 'cosine':
      return end + (1 - end) * cosine(progress);
  }
}
