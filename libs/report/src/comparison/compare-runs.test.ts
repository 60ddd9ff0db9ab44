import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curvesPlot } from '../plots/curves-plot.js';
import { isLivePage } from '../page/page-state.js';
import { writeFakeGeneratorRun } from '../testing/fake-generator-run.js';
import { compareRuns } from './compare-runs.js';
import { comparisonPage } from './comparison-page.js';
import { describeComparison } from './describe-comparison.js';
import { figureOf, rankCorrelation } from './statistics.js';
import { writeComparison } from './write-comparison.js';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A run whose validator `im` prefers the evaluation at step 20. */
function writeRun(
  name: string,
  title: string,
  seed: number,
  targets: [number, number, number],
  done = true,
): string {
  const path = join(folder, name);
  mkdirSync(path);
  const config = { name, title, seed, threads: seed, method: { name: title }, training: { steps: 30 } };
  writeFileSync(join(path, 'config.yaml'), JSON.stringify(config));
  const lines = targets.map((target, i) =>
    JSON.stringify({
      type: 'eval',
      step: 10 * (i + 1),
      seconds: 60 * (i + 1),
      processorSeconds: 110 * (i + 1),
      source: { accuracy: 0.5 + 0.1 * i },
      target: { accuracy: target },
      validators: { im: i === 1 ? 2 : 1 },
    }),
  );
  writeFileSync(join(path, 'metrics.jsonl'), `${lines.join('\n')}\n`);
  if (done) writeFileSync(join(path, 'done'), '');
  return path;
}

const runs: string[] = [];
beforeAll(() => {
  runs.push(
    writeRun('a0', 'plain | net', 0, [0.3, 0.4, 0.2]),
    writeRun('b0', 'stsn', 0, [0.5, 0.6, 0.8]),
    writeRun('b1', 'stsn', 1, [0.5, 0.4, 0.6], false),
  );
});

/** A run that draws images: KID falls, then rises. */
function writeGenerator(name: string, seed: number, kids: readonly number[], floor: number): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(
    join(path, 'config.yaml'),
    JSON.stringify({ name, title: 'gan', seed, training: { steps: 30 } }),
  );
  const lines = kids.map((value, i) =>
    JSON.stringify({
      type: 'eval',
      step: 10 * (i + 1),
      seconds: 60,
      generation: { kid: { value, floor }, recall: { value: 0.5, floor: 0.8 } },
    }),
  );
  writeFileSync(join(path, 'metrics.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(join(path, 'done'), '');
  return path;
}

describe('compareRuns of methods that draw images', () => {
  const drawing: string[] = [];
  beforeAll(() => {
    drawing.push(
      writeGenerator('g0', 0, [0.5, 0.1, 0.3], 0.01),
      writeGenerator('g1', 1, [0.4, 0.3, 0.2], 0.03),
    );
  });

  it('takes the measures of the last step over seeds, and the lowest KID beside them', async () => {
    const { methods, generators } = await compareRuns(drawing);
    expect(methods).toEqual([]);
    expect(generators).toHaveLength(1);
    const [row] = generators;
    // 0.3 and 0.2; the lowest are 0.1 and 0.2.
    expect(row?.measures.kid?.mean).toBeCloseTo(0.25, 12);
    expect(row?.measures.kid?.standardError).toBeCloseTo(0.05, 12);
    expect(row?.bestKid?.mean).toBeCloseTo(0.15, 12);
    expect(row?.floors.kid?.mean).toBeCloseTo(0.02, 12);
  });

  it('chooses by the lowest KID', async () => {
    const { generators } = await compareRuns(drawing, { chooseBy: 'kid' });
    expect(generators[0]?.measures.kid?.mean).toBeCloseTo(0.15, 12);
    expect(generators[0]?.chosenBy).toBe('kid');
  });

  it('takes what was evaluated where the run came to its end, and stands beside recognisers', async () => {
    const measure = { value: 0.05, floor: 0.01, better: 'lower' };
    const generation = {
      features: { kind: 'pixels', size: 16 },
      domain: 'target',
      images: { generated: 20, real: 20, training: 20 },
      measures: { kid: measure },
    };
    writeFileSync(join(folder, 'g1', 'evaluation.json'), JSON.stringify({ chosenBy: 'kid', generation }));
    const comparison = await compareRuns([...runs, ...drawing]);
    expect(comparison.runs.find(({ seed, title }) => title === 'gan' && seed === '1')).toMatchObject({
      generation: { kid: 0.05 },
      chosenBy: 'kid',
    });
    expect(comparison.methods).toHaveLength(2);
    const text = describeComparison(comparison);
    expect(text).toMatch(/^\| gan +\| +0 1 \| +0\.1750 ± 0\.1250 \|/m);
    expect(text).toMatch(/^\| real images +\| +\| +0\.0200 ± 0\.0100 \|/m);
    expect(text).toMatch(/^\| stsn/m);
    // The legend of a plot names the methods that are in it.
    for (const [kind, is, not] of [
      ['kid', 'gan', 'stsn'],
      ['accuracy', 'stsn', 'gan'],
    ] as const) {
      const plot = await curvesPlot(comparison, kind);
      expect(plot?.wide).toContain(`>${is}</text>`);
      expect(plot?.wide).not.toContain(`>${not}</text>`);
    }
    const output = join(folder, 'mixed');
    await writeComparison(output, comparison);
    expect(readFileSync(join(output, 'compare.html'), 'utf8')).toContain('Drawn images');
    rmSync(join(folder, 'g1', 'evaluation.json'));
  });
});

describe('pages of methods that draw images', () => {
  it('show KID by method and over the training, and nothing of recognition', async () => {
    const drawn = [join(folder, 'd0'), join(folder, 'd1')];
    for (const [seed, path] of drawn.entries())
      await writeFakeGeneratorRun(path, { seed, steps: 100, measures: { kid: 0.02 + 0.02 * seed } });
    const output = join(folder, 'drawn');
    await writeComparison(output, await compareRuns(drawn));
    const page = readFileSync(join(output, 'compare.html'), 'utf8');
    // Means of 0.02 and 0.04.
    expect(page).toContain('0.0300\u00a0±\u00a00.0100');
    expect(page).toContain('Measured: images of the target by grey levels of 16 x 16 pixels.');
    expect(page).not.toMatch(/accuracy|oracle/);
    expect(readdirSync(output)).toEqual(expect.arrayContaining(['comparison.svg', 'comparison.png']));
    expect(readdirSync(join(output, 'plots')).sort()).toEqual(['kid.png', 'kid.svg']);

    await writeFakeGeneratorRun(join(folder, 'd2'), { classNames: ['ox'], steps: 100 });
    await expect(compareRuns([...drawn, join(folder, 'd2')])).rejects.toThrow(
      /d0 was measured on images of the target .*d2 on images of the source .*one domain/,
    );
  });
});

describe('compareRuns', () => {
  it('takes seeds together and puts the last step, the choice and the oracle side by side', async () => {
    const { methods } = await compareRuns(runs);
    expect(methods.map(({ title, seeds, unfinished }) => [title, seeds, unfinished])).toEqual([
      ['plain | net', ['0'], 0],
      ['stsn', ['0', '1'], 1],
    ]);
    // 0.8 and 0.6: their mean is 0.7, their standard error half their distance.
    expect(methods[1]?.target?.mean).toBeCloseTo(0.7, 12);
    expect(methods[1]?.target?.standardError).toBeCloseTo(0.1, 12);
    expect(methods[0]?.gap?.mean).toBeCloseTo(0.2, 12);
    expect(methods[1]?.gap?.mean).toBeCloseTo(0, 12);
    expect(methods[1]?.seconds?.mean).toBe(180);
    expect(methods[1]?.processorSeconds?.mean).toBe(330);
    const chosen = await compareRuns(runs, { chooseBy: 'im' });
    expect(chosen.methods.map(({ target }) => target?.mean)).toEqual([0.4, 0.5]);
    await expect(compareRuns(runs, { chooseBy: 'snd' })).rejects.toThrow(/a0: .*snd/);
  });

  it('keeps methods of one title apart, and tells the change of every class', async () => {
    const classes = (names: string[], correct: number[]) => ({
      classNames: names,
      source: { accuracy: 1 },
      target: { accuracy: 0.5, perClass: correct.map((n, i) => ({ class: i, correct: n, total: 4 })) },
    });
    const [first, second] = [
      writeRun('c0', 'mcc', 0, [0.3, 0.4, 0.2]),
      writeRun('c1', 'mcc', 0, [0.3, 0.4, 0.5]),
    ];
    const config = { name: 'c1', title: 'mcc', seed: 0, method: { name: 'mcc', weight: 2 } };
    writeFileSync(join(second, 'config.yaml'), JSON.stringify(config));
    const [ox, gate] = ['<ox>', 'gate'];
    writeFileSync(join(first, 'evaluation.json'), JSON.stringify(classes([ox, gate], [1, 4])));
    writeFileSync(join(second, 'evaluation.json'), JSON.stringify(classes([ox, gate], [4, 3])));
    writeFileSync(join(first, 'report.html'), '');
    const comparison = await compareRuns([first, second]);
    expect(comparison.methods.map(({ title }) => title)).toEqual(['mcc', 'mcc (2)']);
    const output = join(folder, 'changes');
    await writeComparison(output, comparison);
    const page = readFileSync(join(output, 'compare.html'), 'utf8');
    // 1 of 4 to 4 of 4, and 4 of 4 to 3 of 4; the larger change leads.
    expect(page).toMatch(/&lt;ox&gt;[^+]*25\.0\s%[^+]*\+75\.0[^−]*gate[^−]*100\.0\s%[^−]*−25\.0/);
    expect(page).not.toContain('<ox>');
    expect(page.match(/href="\.\.\/|href="\.\/\.\.\/c0\/report\.html"/g)).toHaveLength(1);
    for (const run of [first, second]) rmSync(run, { recursive: true });
  });

  it('ranks validators over all evaluations', async () => {
    const { validators } = await compareRuns(runs);
    const [first] = validators;
    expect(first?.name).toBe('source-accuracy');
    const sources = [0.5, 0.6, 0.7, 0.5, 0.6, 0.7, 0.5, 0.6, 0.7];
    expect(first?.overall).toBe(rankCorrelation(sources, [0.3, 0.4, 0.2, 0.5, 0.6, 0.8, 0.5, 0.4, 0.6]));
    const im = validators.find(({ name }) => name === 'im');
    expect(im?.target?.mean).toBeCloseTo((0.4 + 0.6 + 0.4) / 3, 12);
    expect(im?.gap?.mean).toBeCloseTo((0 + 0.2 + 0.2) / 3, 12);
  });

  it('marks the oracle, and writes every format', async () => {
    const comparison = await compareRuns(runs, { chooseBy: 'oracle' });
    expect(describeComparison(comparison)).toContain('ORACLE: target labels');
    const output = join(folder, 'out');
    const markdown = await writeComparison(output, comparison);
    expect(markdown).toMatch(/^\| plain \\\| net +\| +0 \|/m);
    expect(markdown).toContain('70.0 ± 10.0');
    expect(readdirSync(output).sort()).toEqual([
      'compare.html',
      ...['csv', 'json', 'md', 'png', 'svg'].map((type) => `comparison.${type}`),
      'plots',
    ]);
    expect(readdirSync(join(output, 'plots')).sort()).toEqual(['target-accuracy.png', 'target-accuracy.svg']);
    const page = readFileSync(join(output, 'compare.html'), 'utf8');
    expect(page).toContain('<b>70.0\u00a0±\u00a010.0</b>');
    expect(page.match(/oracle: target labels/g)).toHaveLength(2);
    expect(page).toContain('(1 not finished)');
    expect(isLivePage(join(output, 'compare.html'))).toBe(false);
    await writeComparison(output, comparison, { live: '2 of 3 runs are finished.' });
    expect(isLivePage(join(output, 'compare.html'))).toBe(true);
    const lines = readFileSync(join(output, 'comparison.csv'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^stsn,0,.*,true,0\.7,0\.8,oracle,0\.8,180,330,,,$/);
  });
});

describe('statistics', () => {
  it('mean and standard error', () => {
    expect(figureOf([])).toBeUndefined();
    expect(figureOf([3])).toEqual({ mean: 3, standardError: undefined, count: 1 });
    // Sample variance of 1, 2, 3, 4 is 5/3.
    expect(figureOf([1, 2, 3, 4])?.standardError).toBeCloseTo(Math.sqrt(5 / 12), 12);
  });

  it('rank correlation, by 1 - 6 sum d^2 / n (n^2 - 1) where no values are equal', () => {
    expect(rankCorrelation([1, 2, 3, 4, 5], [10, 30, 20, 50, 40])).toBeCloseTo(1 - (6 * 4) / (5 * 24), 12);
    expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    // Ranks 0.5, 0.5, 2 against 0, 1, 2.
    expect(rankCorrelation([7, 7, 9], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(1.5 * 2), 12);
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeUndefined();
  });
});

describe('groups of classes', () => {
  const classNames = ['ox', 'sun', 'moon'];
  const file = {
    file: 'groups.json',
    numbered: false,
    groups: [
      { name: 'head', images: 100, classes: ['ox', 'sun'] },
      { name: 'tail', images: 2, classes: ['moon'] },
    ],
  };
  /** @param correct of ten target images of each class */
  const evaluated = (name: string, seed: number, correct: readonly number[]): string => {
    const path = writeRun(name, 'grouped', seed, [0.5, 0.5, 0.5]);
    const perClass = correct.map((right, label) => ({ class: label, correct: right, total: 10 }));
    writeFileSync(
      join(path, 'evaluation.json'),
      JSON.stringify({ classNames, target: { accuracy: 0.5, perClass } }),
    );
    return path;
  };

  it('have their accuracy over seeds, in the Markdown and on the page', async () => {
    const folders = [evaluated('grouped0', 0, [10, 8, 2]), evaluated('grouped1', 1, [8, 6, 4])];
    const comparison = await compareRuns(folders, { groups: file });
    expect(comparison.groups).toHaveLength(1);
    // Means of 0.9 and 0.7, of 0.2 and 0.4; half of the difference is the standard error.
    expect(describeComparison(comparison)).toMatch(
      /\| method +\| +head \(100\) \| +tail \(2\) \|\n.*\n\| grouped \| 80\.0 ± 10\.0 \| 30\.0 ± 10\.0 \|/,
    );
    // Without the plots of the other sections, which take seconds.
    const { text } = await comparisonPage(folder, { ...comparison, methods: [], classes: [], runs: [] });
    expect(text).toContain('Groups of classes');
    expect(text).toContain('30.0\u00a0±\u00a010.0');
    expect((await compareRuns(folders)).groups).toEqual([]);
    await expect(
      compareRuns(folders.slice(0, 1), {
        groups: { ...file, groups: [{ name: 'x', images: 1, classes: ['star'] }] },
      }),
    ).rejects.toThrow(/groups\.json: the class "star".*run .*grouped0/);
  });
});
