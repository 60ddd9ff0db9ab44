import { InvalidArgumentError } from 'commander';
import _ from 'lodash';

/** Parser for an option that lists seeds: `0..4`, `3`, `0,2,5..7`. */
export function parseSeeds(text: string): number[] {
  const seeds = text.split(',').flatMap((part) => {
    const match = /^(\d+)(?:\.\.(\d+))?$/.exec(part.trim());
    const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (!match || last < first)
      throw new InvalidArgumentError('Whole numbers and ranges are expected, such as 0..4 or 0,2,5..7.');
    return _.range(first, last + 1);
  });
  return [...new Set(seeds)];
}
