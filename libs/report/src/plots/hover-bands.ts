import type { Field, PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';
import type { UnitSpec } from 'vega-lite/types_unstable/spec/index.js';
import { integer } from '../format.js';

/** More bands than this would be too narrow to point at. */
const most = 100;

/**
 * Invisible bands over the whole height of a plot, one around each step, or around each of {@link most} of them;
 * pointing at one shows the numbers at its step.
 * @param x the plot's axis of steps
 * @param steps ascending
 * @param tell returns the numbers at the step with this index as text
 */
export function hoverBands(
  x: PositionFieldDef<string>,
  lastStep: number,
  steps: readonly number[],
  tell: (index: number) => string,
): UnitSpec<Field> {
  const count = Math.min(most, steps.length);
  const indices = Array.from({ length: count }, (_, i) =>
    Math.round((i * (steps.length - 1)) / Math.max(1, count - 1)),
  );
  const at = (i: number): number => steps[indices[i] ?? 0] ?? 0;
  const values = indices.map((index, i) => ({
    from: i === 0 ? 0 : (at(i - 1) + at(i)) / 2,
    to: i === count - 1 ? lastStep : (at(i) + at(i + 1)) / 2,
    tip: `step ${integer(at(i))}: ${tell(index)}`,
  }));
  return {
    data: { values },
    mark: { type: 'rect', opacity: 0 },
    encoding: {
      x: { ...x, field: 'from' },
      x2: { field: 'to' },
      y: { value: 0 },
      y2: { value: 'height' },
      description: { field: 'tip' },
    },
  };
}
