import { RandomStream } from '@jiagu/random';
import { long } from './long.js';

/** Of {@link drawn}; in long tests another one each time, or `JIAGU_TEST_SEED`. Titles of tests name it. */
export const seed = process.env.JIAGU_TEST_SEED ?? (long ? String(Date.now()) : '1');

/** Where tests that kill and damage draw their moments and places from. */
export const drawn = new RandomStream(`moments ${seed}`);
