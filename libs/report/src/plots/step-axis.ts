import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';

/** The horizontal axis of a run: steps from 0 to the last one, for values with a field `step`. */
export function stepAxis(lastStep: number, size: 'small' | 'large'): PositionFieldDef<string> {
  return {
    field: 'step',
    type: 'quantitative',
    title: size === 'large' ? 'step' : null,
    scale: { domain: [0, lastStep], nice: false },
    axis: {
      grid: false,
      tickCount: size === 'large' ? 6 : 4,
      ...(size === 'large' ? { format: ',d' } : { labelExpr: 'format(datum.value, "~s")' }),
    },
  };
}
