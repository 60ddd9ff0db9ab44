import { describe, expect, it } from 'vitest';
import { fnv1a, RandomStream } from './random-stream.js';
import { RandomStreams } from './random-streams.js';

const draw = (stream: RandomStream, count: number) => Array.from({ length: count }, () => stream.uniform());

describe('RandomStream', () => {
  it('hashes as FNV-1a is published', () => {
    expect(fnv1a('') >>> 0).toBe(0x811c9dc5);
    expect(fnv1a('foobar') >>> 0).toBe(0xbf9cf968);
  });

  it('has the moments of its distributions', () => {
    const stream = new RandomStream('moments');
    const normal = Array.from({ length: 40_000 }, () => stream.normal(2, 3));
    const mean = normal.reduce((sum, x) => sum + x) / normal.length;
    const variance = normal.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normal.length;
    expect(mean).toBeCloseTo(2, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(3, 1);
    const events = Array.from({ length: 20_000 }, () => stream.poisson(0.9));
    expect(events.reduce((sum, x) => sum + x) / events.length).toBeCloseTo(0.9, 1);
    const uniform = draw(stream, 40_000);
    expect(uniform.reduce((sum, x) => sum + x) / uniform.length).toBeCloseTo(0.5, 2);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
  });

  it('draws normal numbers, tails included', () => {
    const stream = new RandomStream('tails');
    const values = Float64Array.from({ length: 400_000 }, () => stream.normal(0, 3));
    // Shares of a normal distribution beyond 0.5, 1, 2, 3 and 3.6 deviations on either side; the ziggurat's tail
    // begins at 3.44. Allowed: five standard errors of the count.
    const shares = { 0.5: 0.308538, 1: 0.158655, 2: 0.02275, 3: 0.0013499, 3.6: 0.00015911 };
    for (const [limit, share] of Object.entries(shares)) {
      const error = 5 * Math.sqrt(share / values.length);
      const above = values.filter((x) => x > 3 * Number(limit)).length / values.length;
      const below = values.filter((x) => x < -3 * Number(limit)).length / values.length;
      expect(Math.abs(above - share)).toBeLessThan(error);
      expect(Math.abs(below - share)).toBeLessThan(error);
    }
  });

  it('derives streams that depend on the label and the state, and does not move itself', () => {
    const stream = new RandomStream('parent');
    const before = stream.state();
    const first = draw(stream.derive('1'), 3);
    expect(draw(stream.derive('2'), 3)).not.toEqual(first);
    expect(draw(stream.derive('1'), 3)).toEqual(first);
    expect(stream.state()).toEqual(before);
    stream.uint32();
    expect(draw(stream.derive('1'), 3)).not.toEqual(first);
  });

  it('permutes without losing or repeating', () => {
    const order = new RandomStream('order').permutation(100);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...order]).not.toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('goes on from a saved state', () => {
    const stream = new RandomStream('resume');
    draw(stream, 7);
    const state = JSON.parse(JSON.stringify(stream.state()));
    const expected = draw(stream, 5);
    const other = new RandomStream('another');
    other.restore(state);
    expect(draw(other, 5)).toEqual(expected);
  });
});

describe('RandomStreams', () => {
  it('keeps named streams apart and restores all of them', () => {
    const streams = new RandomStreams(7);
    const expected = draw(new RandomStreams(7).stream('a'), 3);
    draw(streams.stream('b'), 10);
    expect(draw(streams.stream('a'), 3)).toEqual(expected);
    expect(draw(new RandomStreams(8).stream('a'), 3)).not.toEqual(expected);
    const state = streams.state();
    const next = [draw(streams.stream('a'), 3), draw(streams.stream('b'), 3)];
    const copy = new RandomStreams(7);
    copy.restore(state);
    expect([draw(copy.stream('a'), 3), draw(copy.stream('b'), 3)]).toEqual(next);
  });

  it('depend on seed, rank and step alone in a step of one of several ranks, but for what all draw alike', () => {
    const inStep = (rank: number, step: number, name: string, before = 0): number[] => {
      const streams = new RandomStreams(7);
      draw(streams.stream(name), before);
      streams.beginStep(rank, step);
      return draw(streams.stream(name), 3);
    };
    const expected = inStep(1, 4, 'dropout');
    // Also where the stream was used before, or is asked for in the step for the first time.
    expect(inStep(1, 4, 'dropout', 9)).toEqual(expected);
    for (const other of [inStep(0, 4, 'dropout'), inStep(1, 5, 'dropout'), inStep(1, 4, 'noise')])
      expect(other).not.toEqual(expected);
    for (const common of ['init', 'data.source', 'augment.target', 'gan.pool']) {
      const plain = draw(new RandomStreams(7).stream(common), 5).slice(2);
      expect([inStep(0, 4, common, 2), inStep(1, 9, common, 2)]).toEqual([plain, plain]);
    }
  });
});
