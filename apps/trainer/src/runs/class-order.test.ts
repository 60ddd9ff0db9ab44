import { describe, expect, it } from 'vitest';
import { classOrder } from './class-order.js';

describe('classOrder', () => {
  it('says where the file has each class of the data', () => {
    expect(classOrder('f', '["moon","star","sun"]', ['sun', 'moon', 'star'])).toEqual([2, 0, 1]);
    expect(classOrder('f', undefined, ['sun'])).toBeUndefined();
  });

  it('refuses other classes with both lists, and what is no list of names', () => {
    expect(() => classOrder('f', '["1","10","2"]', ['01', '02', '10'])).toThrow(
      /f: .*"01", "02" unknown to the file, "1", "2" missing; the file knows "1", "10", "2"; the data has "01", "02", "10"/,
    );
    expect(() => classOrder('f', '["a","b"]', ['a'])).toThrow(/"b" missing/);
    for (const text of ['moon', '{}', '[1]', '["a","a"]'])
      expect(() => classOrder('f', text, ['a'])).toThrow(/f: the metadata `classes` is not a JSON array/);
  });
});
