import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLivePage } from '../page/page-state.js';
import { writeFakeGeneratorRun, type FakeGeneratorRunOptions } from '../testing/fake-generator-run.js';
import { compareRuns, type CompareOptions, type RecognitionComparison } from './compare-runs.js';
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
      source: { accuracy: 0.5 + 0.1 * i },
      target: { accuracy: target },
      validators: { im: i === 1 ? 2 : 1 },
    }),
  );
  writeFileSync(join(path, 'metrics.jsonl'), `${lines.join('\n')}\n`);
  if (done) writeFileSync(join(path, 'done'), '');
  return path;
}

async function compare(runs: string[], options?: CompareOptions): Promise<RecognitionComparison> {
  const comparison = await compareRuns(runs, options);
  if (comparison.kind !== 'recognition') throw new Error(`a comparison of ${comparison.kind}`);
  return comparison;
}

const runs: string[] = [];
beforeAll(() => {
  runs.push(
    writeRun('a0', 'plain | net', 0, [0.3, 0.4, 0.2]),
    writeRun('b0', 'stsn', 0, [0.5, 0.6, 0.8]),
    writeRun('b1', 'stsn', 1, [0.5, 0.4, 0.6], false),
  );
});

describe('compareRuns', () => {
  it('takes seeds together and puts the last step, the choice and the oracle side by side', async () => {
    const { methods } = await compare(runs);
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
    const chosen = await compare(runs, { chooseBy: 'im' });
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
    const comparison = await compare([first, second]);
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
    const { validators } = await compare(runs);
    const [first] = validators;
    expect(first?.name).toBe('source-accuracy');
    const sources = [0.5, 0.6, 0.7, 0.5, 0.6, 0.7, 0.5, 0.6, 0.7];
    expect(first?.overall).toBe(rankCorrelation(sources, [0.3, 0.4, 0.2, 0.5, 0.6, 0.8, 0.5, 0.4, 0.6]));
    const im = validators.find(({ name }) => name === 'im');
    expect(im?.target?.mean).toBeCloseTo((0.4 + 0.6 + 0.4) / 3, 12);
    expect(im?.gap?.mean).toBeCloseTo((0 + 0.2 + 0.2) / 3, 12);
  });

  it('marks the oracle, and writes every format', async () => {
    const comparison = await compare(runs, { chooseBy: 'oracle' });
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
    expect(lines[2]).toMatch(/^stsn,0,.*,true,0\.7,0\.8,oracle,0\.8,180$/);
  });
});

describe('compareRuns, of generators', () => {
  const drawn = async (name: string, options: FakeGeneratorRunOptions): Promise<string> => {
    await writeFakeGeneratorRun(join(folder, name), { steps: 100, ...options });
    return join(folder, name);
  };

  it('puts KID and its companions side by side, over seeds, above their floors', async () => {
    const generators = [
      await drawn('g0', { title: 'GAN', seed: 0, measures: { kid: 0.02, recall: 0.4 } }),
      await drawn('g1', { title: 'GAN', seed: 1, measures: { kid: 0.04, recall: 0.6 } }),
      await drawn('v0', { title: 'VAE', seed: 0, critic: false, measures: { kid: 0.01 }, aborted: true }),
    ];
    const comparison = await compareRuns(generators);
    const markdown = describeComparison(comparison);
    // Means of 0.02 and 0.04, of 0.4 and 0.6; their standard errors are half the distances.
    expect(markdown).toMatch(/^\| GAN +\| +0 1 \| 0\.0300 ± 0\.0100 \| 0\.50 ± 0\.10 \|.*\| +kid \|/m);
    expect(markdown).toMatch(/^\| VAE \(1 not finished\) \| +0 \| +0\.0100 \|/m);
    expect(markdown).toMatch(/^\| real images \(floor\) +\| +\| 0\.0004 ± 0\.0000 \| 0\.84 ± 0\.00 \|/m);
    expect(markdown).toContain('images of the target by grey levels of 16 x 16 pixels');
    expect(markdown).not.toContain('accuracy');
    const output = join(folder, 'generators');
    await writeComparison(output, comparison);
    const page = readFileSync(join(output, 'compare.html'), 'utf8');
    expect(page).toMatch(/<td>\s*0\.0300\u00a0±\u00a00\.0100\s*<\/td>/);
    expect(page).not.toContain('oracle');
    expect(readdirSync(output)).toEqual(expect.arrayContaining(['comparison.svg', 'comparison.json']));
    expect(readdirSync(join(output, 'plots')).sort()).toEqual(['kid.png', 'kid.svg']);
    const lines = readFileSync(join(output, 'comparison.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toMatch(/^method,seed,folder,finished,chosen_by,seconds,fid,kid,precision,recall,/);
    expect(lines[2]).toMatch(/^GAN,1,.*,true,kid,20,9\.8,0\.04,0\.71,0\.6,/);
    // KID of the first evaluation is far above: the last is chosen by it, and by its place.
    const again = await compareRuns(generators, { chooseBy: 'kid' });
    expect(describeComparison(again)).toContain('0.0300 ± 0.0100');
    await expect(compareRuns(generators, { chooseBy: 'snd' })).rejects.toThrow(/g0: .*snd/);
  });

  it('refuses what can’t be held against each other', async () => {
    const [target, source] = [await drawn('t', {}), await drawn('s', { classNames: ['ox'] })];
    await expect(compareRuns([target, ...runs])).rejects.toThrow(
      /t draws images and .*a0 tells classes apart.* compare each kind by itself/,
    );
    await expect(compareRuns([target, source])).rejects.toThrow(
      /t was measured on images of the target .*s on images of the source/,
    );
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
