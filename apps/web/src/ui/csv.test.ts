import { expect, it } from 'vitest';
import { csvOf } from './csv.js';

it('gives each image a line, pads, quotes, and makes formulas harmless', () => {
  const candidates = [
    { class: 1, name: 'ox, "large"', confidence: 0.75 },
    { class: 0, name: '=1+1', confidence: 0.25 },
  ];
  expect(
    csvOf([
      { name: 'a.png', domain: 'target', result: candidates },
      { name: 'b.png', domain: 'source', result: 'the file is empty' },
    ]).split('\r\n'),
  ).toEqual([
    'file,read as,class 1,confidence 1,class 2,confidence 2,fault',
    `a.png,scan,"ox, ""large""",0.750000,'=1+1,0.250000,`,
    'b.png,handprint,,,,,the file is empty',
    '',
  ]);
});
