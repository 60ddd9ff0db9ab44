import { expect, it } from 'vitest';
import { loadedState, storedTensors } from './half-precision.js';

const state = new Map([
  ['conv.weight', { shape: [2, 2], data: Float32Array.of(1, 1 / 3, -2, 0) }],
  ['conv.bias', { shape: [2], data: Float32Array.of(1 / 3, 1e-9) }],
  ['far.weight', { shape: [1, 2], data: Float32Array.of(1, 70_000) }],
]);

it('halves what has several dimensions and fits, and nothing else', () => {
  const stored = storedTensors(state, 'float16');
  expect([...stored].map(([name, { dtype }]) => [name, dtype])).toEqual([
    ['conv.weight', 'F16'],
    ['conv.bias', 'F32'],
    ['far.weight', 'F32'],
  ]);
  // A third with 11 binary digits: 1365 / 4096.
  expect(loadedState(stored).get('conv.weight')).toEqual({
    shape: [2, 2],
    data: Float32Array.of(1, 1365 / 4096, -2, 0),
  });
  expect(loadedState(storedTensors(state, 'float32'))).toEqual(state);
});
