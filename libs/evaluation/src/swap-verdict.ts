import type { SwapFigures } from './swap-figures.js';

/** A figure and the threshold that it should meet. */
export interface SwapBar {
  readonly direction: 's2t' | 't2s';
  readonly measure: string;
  readonly value: number;
  /** As text: `at most 0.10`. */
  readonly bar: string;
  readonly holds: boolean;
}

/**
 * Thresholds that a collapsed decoder misses: brightness of the other domain, and the strokes of the structure image.
 */
export function swapVerdict(figures: SwapFigures): SwapBar[] {
  const { sourceMean, targetMean, s2tMean, t2sMean, polarity } = figures;
  const flipped = polarity.source !== polarity.target || polarity.source === 'unclear';
  const bars = (direction: 's2t' | 't2s', brightness: number): SwapBar[] => {
    const { own, other } = figures[direction];
    return [
      {
        direction,
        measure: "distance of the mean brightness from the other domain's",
        value: brightness,
        bar: 'at most 0.10',
        holds: brightness <= 0.1,
      },
      {
        direction,
        measure: `correlation with the own structure image${flipped ? ', sign flipped' : ''}`,
        value: own,
        bar: 'at least 0.15',
        holds: own >= 0.15,
      },
      {
        direction,
        measure: 'the same, above that with other structure images',
        value: own - other,
        bar: 'at least 0.08',
        holds: own - other >= 0.08,
      },
    ];
  };
  return [...bars('s2t', Math.abs(s2tMean - targetMean)), ...bars('t2s', Math.abs(t2sMean - sourceMean))];
}
