import { describe, expect, it } from 'vitest';
import { overridesOf } from './verb.js';

describe('overridesOf', () => {
  it('lets flags go over --set, and leaves out what was not given', () => {
    expect(overridesOf({ set: ['seed=3', 'threads=4'], name: 'x', threads: 0 })).toEqual([
      'seed=3',
      'threads=4',
      'name=x',
      'threads=0',
    ]);
  });
});
