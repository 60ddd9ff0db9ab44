import { configSchema } from '@jiagu/config';
import type { Method } from '@jiagu/training';
import { expect, it } from 'vitest';
import { pageShape } from './page-shape.js';

const none = { train: 'none', test: 'none' };
const shapeOf = (name: string, settings = {}) =>
  pageShape(
    configSchema.parse({
      name: 'r',
      data: { source: none, target: none, classes: 2, channels: 1, imageSize: 16 },
      method: { name, ...settings },
      training: { steps: 1 },
    }),
    {} as Method,
  );

it('a method with an encoder for each domain is refused, and told which formats have both', () => {
  for (const name of ['adda', 'dtml'])
    expect(() => shapeOf(name, name === 'adda' ? { warmup: 1 } : {})).toThrow(
      `one encoder for both domains, and ${name} has one for each: use --format onnx or saved-model`,
    );
});

it('a method that recognises nothing is refused; one of backbone and classifiers is known by its classifiers', () => {
  expect(() => shapeOf('cyclegan')).toThrow('there is nothing to recognise on a page');
  expect(shapeOf('dann').method).toMatchObject({ kind: 'backbone', second: false });
  expect(shapeOf('mcd').method).toMatchObject({ kind: 'backbone', second: true });
});
