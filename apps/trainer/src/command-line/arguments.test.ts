import { expect, it } from 'vitest';
import { numberFrom } from './arguments.js';

it('takes numbers from the least on', () => {
  const parse = numberFrom(0.01);
  expect([parse('0.01'), parse('1.5')]).toEqual([0.01, 1.5]);
  for (const text of ['0.009', '-1', '', ' ', 'one', 'Infinity'])
    expect(() => parse(text), text).toThrow('A number of at least 0.01 is expected.');
});
