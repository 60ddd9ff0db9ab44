import { RandomStream } from '@jiagu/random';

/** Values in float64 and their shape, row-major, for the reference computations of the tests. */
export interface Array64 {
  shape: number[];
  data: Float64Array;
}

/** Zeros of a shape. */
export const zeros64 = (shape: number[]): Array64 => ({
  shape,
  data: new Float64Array(shape.reduce((size, length) => size * length, 1)),
});

/** Random numbers of float32's precision in [-1, 1), at least `gap` away from 0. */
export function random64(shape: number[], seed: string, gap = 0): Array64 {
  const random = new RandomStream(seed);
  const array = zeros64(shape);
  for (let i = 0; i < array.data.length; i++) {
    const value = random.uniform(-1, 1);
    array.data[i] = Math.fround(value * (1 - gap) + Math.sign(value) * gap);
  }
  return array;
}

/** Negative numbers in random order, no two closer than 1 / 1000. */
export function distinct64(shape: number[], seed: string): Array64 {
  const array = zeros64(shape);
  const order = new RandomStream(seed).permutation(array.data.length);
  for (const [i, rank] of order.entries()) array.data[i] = Math.fround(-1 - rank / 1000);
  return array;
}

/** The element at a position; 0 outside of the array. */
export function at(array: Array64, ...position: number[]): number {
  const index = indexOf(array.shape, position);
  return index < 0 ? 0 : (array.data[index] as number);
}

/** Adds to the element at a position; outside of the array nothing happens. */
export function accumulate(array: Array64, value: number, ...position: number[]): void {
  const index = indexOf(array.shape, position);
  if (index >= 0) array.data[index] = (array.data[index] as number) + value;
}

/** Calls `visit` for every position of a shape in row-major order. */
export function forEachPosition(shape: number[], visit: (...position: number[]) => void): void {
  const walk = (position: number[]): void => {
    if (position.length === shape.length) return visit(...position);
    for (let i = 0; i < (shape[position.length] as number); i++) walk([...position, i]);
  };
  walk([]);
}

/** A new array from a function of the position. */
export function build64(shape: number[], value: (...position: number[]) => number): Array64 {
  const array = zeros64(shape);
  let i = 0;
  forEachPosition(shape, (...position) => {
    array.data[i++] = value(...position);
  });
  return array;
}

function indexOf(shape: number[], position: number[]): number {
  let index = 0;
  for (const [axis, i] of position.entries()) {
    const length = shape[axis] as number;
    if (i < 0 || i >= length) return -1;
    index = index * length + i;
  }
  return index;
}
