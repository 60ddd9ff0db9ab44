import { describe, expect, it } from 'vitest';
import { ReferenceGenerator } from './reference-generator.js';

describe('ReferenceGenerator', () => {
  it('gives the numbers that a Python program gives for the text "foo/bar"', () => {
    const generator = new ReferenceGenerator('foo');
    expect([...generator.values('bar', 3)]).toEqual(
      [-0.7697904109954834, 0.8595036268234253, -0.805853545665741].map(Math.fround),
    );
    expect([...generator.labels('bar', 3, 7)]).toEqual([0, 6, 0]);
    // Here the product rounded by itself would give 0.92910266.
    expect(generator.values('bar', 12, 0.1, 1)[11]).toBe(Math.fround(0.9291025996208191));
  });
});
