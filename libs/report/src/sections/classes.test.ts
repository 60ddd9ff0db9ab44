import { describe, expect, it } from 'vitest';
import { evaluationSchema } from '../evaluation-file.js';
import type { Run } from '../run-folder.js';
import { classes } from './classes.js';

describe('classes', () => {
  it('stays small with thousands of classes: the hardest in the page, all of them in a file', async () => {
    // c1 and c5 are never read; of the others, one to three in 25 of three quarters of them are misread.
    const wrong = (i: number) => (i === 1 || i === 5 ? 25 : i % 4);
    const numbers = [...Array(2000).keys()];
    const row = (i: number, mistakes: number) => ({ class: i, correct: 25 - mistakes, total: 25 });
    const evaluation = evaluationSchema.parse({
      classNames: numbers.map((i) => (i === 3 ? 'three, "3"' : `c${i}`)),
      source: { accuracy: 1, perClass: numbers.map((i) => row(i, 0)) },
      target: { accuracy: 0.9, perClass: numbers.map((i) => row(i, wrong(i))) },
    });
    const section = await classes({ evaluation } as Run);
    const body = section?.body.text ?? '';
    expect(body.length).toBeLessThan(1e6);
    const table = /<caption>[\s\S]*?<\/table>/.exec(body)?.[0] ?? '';
    const names = [...table.matchAll(/<th scope="row">\s*(\w+)/g)].map(([, name]) => name);
    expect(names).toHaveLength(500);
    expect(names.slice(0, 2)).toEqual(['c1', 'c5']);
    expect(body).toMatch(
      /2,000 classes[\s\S]*Shown are the 500 hardest; all are in plots\/class-accuracy\.csv/,
    );
    const lines = section?.files?.['class-accuracy.csv']?.trimEnd().split('\n') ?? [];
    expect(lines).toHaveLength(2001);
    expect(lines.slice(0, 2)).toEqual([
      'class,target_correct,target_images,source_correct,source_images',
      'c1,0,25,25,25',
    ]);
    expect(lines).toContain('"three, ""3""",22,25,25,25');
  });
});
