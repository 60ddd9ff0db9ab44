import { describe, expect, it } from 'vitest';
import { Curve } from '../curve.js';
import { courseVerdict } from './course-verdict.js';
import { trendOf } from './trend.js';

/** Figures of evaluations every hundred steps. */
function curveOf(...values: number[]): Curve {
  const curve = new Curve();
  values.forEach((value, i) => curve.push(100 * (i + 1), value));
  return curve;
}

const falling = trendOf(curveOf(1, 0.8, 0.6, 0.4, 0.3, 0.2));
const level = trendOf(curveOf(1, 0.3, 0.2, 0.21, 0.2, 0.19, 0.2, 0.2));
const rising = trendOf(curveOf(1, 0.5, 0.1, 0.12, 0.2, 0.4));

describe('trendOf', () => {
  it('tells falling, level and rising apart', () => {
    expect(falling?.direction).toBe('falling');
    expect(level?.direction).toBe('level');
    expect(rising).toEqual({
      direction: 'rising',
      best: { step: 300, value: 0.1 },
      last: { step: 600, value: 0.4 },
    });
  });

  it('is not misled by one value, by the floor, or by what scatters around it', () => {
    expect(trendOf(curveOf(1, 0.5, 0.3, 0.3, 0.29, 0.3, 0.02, 0.31, 0.3, 0.3))?.direction).toBe('level');
    // Above a floor of 0.3, it rises from 0.03 to 0.06; above none, from 0.33 to 0.36.
    expect(trendOf(curveOf(0.5, 0.33, 0.31, 0.33, 0.37, 0.36), 0.3)?.direction).toBe('rising');
    expect(trendOf(curveOf(0.5, 0.33, 0.31, 0.33, 0.37, 0.36))?.direction).toBe('level');
    expect(trendOf(curveOf(1, 0.1, 0.001, -0.002, 0.003, 0.002))?.direction).not.toBe('rising');
    expect(trendOf(curveOf(0.2, 0.2, 0.2, 0.2))?.direction).toBe('level');
    expect(trendOf(curveOf(1, 0.5, 0.2))).toBeUndefined();
  });
});

describe('courseVerdict', () => {
  it.each([
    [0.951, level, 'The critic wins', 'bad', /Lower the critic/],
    [0.951, falling, 'The critic wins', 'bad', /still learns/],
    [0.95, level, 'The critic leads', 'neither', /no longer falls/],
    [0.61, falling, 'The critic leads', 'good', /Let it go on/],
    [0.61, undefined, 'The critic leads', 'neither', /too seldom/],
    [0.61, rising, 'Worse than before', 'bad', /checkpoint\.best: kid/],
    [0.6, falling, 'Balanced', 'good', /still falls/],
    [0.45, falling, 'Balanced', 'good', /still falls/],
    [0.5, level, 'Balanced, and settled', 'good', /change little/],
    [0.5, undefined, 'Balanced', 'neither', /too seldom/],
    [0.6, rising, 'Junk feedback after balance', 'bad', /checkpoint\.best: kid/],
    [0.449, rising, 'The critic is fooled', 'bad', /criticSteps/],
    [undefined, falling, 'It still learns', 'good', /go on/],
    [undefined, level, 'Settled', 'good', /change little/],
    [undefined, rising, 'Worse than before', 'bad', /checkpoint\.best: kid/],
  ] as const)('critic %s, KID %j: %s', (mean, kid, name, tone, advice) => {
    // Not the same on both kinds of images.
    const accuracy = mean && { real: mean - 0.04, generated: mean + 0.04 };
    const verdict = courseVerdict({ ...(accuracy && { accuracy }), ...(kid && { kid }) });
    expect(verdict).toMatchObject({ name, tone });
    expect(verdict?.advice).toMatch(advice);
  });

  it('tells a critic that says the same of all images from one that guesses', () => {
    const said = (real: number, generated: number) => courseVerdict({ accuracy: { real, generated } });
    expect(said(0.1, 0.9)).toMatchObject({ name: 'The critic is one-sided', tone: 'bad' });
    expect(said(0.1, 0.9)?.advice).toContain('nearly all images for generated');
    expect(said(0.9, 0.1)?.advice).toContain('nearly all images for real');
    expect(said(0.26, 0.74)?.name).toBe('Balanced');
    // It errs on one side alone, and still tells most apart.
    expect(said(0.4, 0.95)?.name).toBe('The critic leads');
  });

  it('names the figures that it rests on', () => {
    const accuracy = { real: 0.95, generated: 0.99 };
    expect(courseVerdict({ accuracy, ...(rising && { kid: rising }) })?.because).toBe(
      'critic’s accuracy 95\u00a0% on real and 99\u00a0% on generated images over the last 20\u00a0% of the run; KID 0.4 at step 600, its best 0.1 at step 300: rising',
    );
    expect(courseVerdict({})).toBeUndefined();
  });
});
