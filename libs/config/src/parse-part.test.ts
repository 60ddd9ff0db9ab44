import { describe, expect, it } from 'vitest';
import { ConfigError } from './config-error.js';
import { parsePart } from './parse-part.js';

describe('parsePart', () => {
  it('takes a path as it is, and a mapping as a configuration has it', () => {
    for (const path of ['scans', 'a: b #2', '{odd', 'odd}']) expect(parsePart(path)).toBe(path);
    expect(parsePart('{ images: a b.idx, labels: l.gz }')).toEqual({ images: 'a b.idx', labels: 'l.gz' });
    expect(parsePart('{list: a.txt}')).toEqual({ list: 'a.txt' });
  });

  it('refuses other mappings', () => {
    for (const text of ['{ image: a }', '{}', '{ images: 3 }', '{ a: [ }'])
      expect(() => parsePart(text)).toThrow(ConfigError);
  });
});
