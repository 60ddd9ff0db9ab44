import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '@jiagu/config';
import { RunFolder } from '@jiagu/training';
import { planRun } from './plan-run.js';
import { isUntrained, refuseOccupied } from './new-run.js';

const part = { train: 'train', test: 'test' };
const config = configSchema.parse({
  name: 'study',
  data: { source: part, target: part, classes: 2 },
  method: { name: 'source-only' },
  training: { steps: 10 },
});
const environment = {
  versions: {},
  argv: [],
  seed: 0,
  started: '',
  data: { source: { train: 1, test: 1 }, target: { train: 1, test: 1 } },
  classNames: [],
};

let path = '';
beforeEach(() => (path = join(mkdtempSync(join(tmpdir(), 'jiagu-runs-')), 'study')));
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

const makeRun = (...files: string[]) => {
  const folder = RunFolder.create(path, config, environment);
  for (const file of files) writeFileSync(folder.file(file), '');
};

describe('planRun', () => {
  it('trains where there is nothing', () => {
    expect(planRun(path, config)).toBe('train');
  });

  it('goes on with what is not finished, report included', () => {
    makeRun('done', 'evaluation.json');
    expect(planRun(path, config)).toBe('resume');
  });

  it('goes on where the report is one from before the end', () => {
    makeRun('done', 'evaluation.json');
    writeFileSync(join(path, 'report.html'), '<!doctype html><html lang="en" data-state="live">');
    expect(planRun(path, config)).toBe('resume');
  });

  it('leaves alone what is finished, on whatever device', () => {
    makeRun('done', 'evaluation.json', 'report.html');
    expect(planRun(path, { ...config, threads: 1 })).toBe('nothing');
  });

  it('refuses the run of another configuration', () => {
    makeRun('done', 'evaluation.json', 'report.html');
    expect(() => planRun(path, { ...config, seed: 1 })).toThrow(/another configuration; remove it/);
  });
});

describe('a run without a completed step', () => {
  it('is no obstacle to another configuration', () => {
    makeRun();
    expect(isUntrained(path)).toBe(true);
    writeFileSync(join(path, 'metrics.jsonl'), '{"type":"phase","step":0,"name":"warm-up"}\n');
    expect(planRun(path, { ...config, seed: 1 })).toBe('train');
    writeFileSync(join(path, 'metrics.jsonl'), '{"type":"train","step":10}\n');
    expect(isUntrained(path)).toBe(false);
    expect(() => planRun(path, { ...config, seed: 1 })).toThrow(/another configuration/);
    rmSync(join(path, 'metrics.jsonl'));
    mkdirSync(join(path, 'checkpoints', 'step-000000'), { recursive: true });
    expect(isUntrained(path)).toBe(false);
  });
});

describe('refuseOccupied', () => {
  it('lets nothing be overwritten unasked, and nothing but a run at all', () => {
    refuseOccupied(path, false);
    makeRun();
    expect(() => refuseOccupied(path, false)).toThrow(/unfinished run: continue it with `jiagu resume/);
    refuseOccupied(path, true);
    rmSync(path, { recursive: true });
    mkdirSync(path);
    refuseOccupied(path, false);
    writeFileSync(join(path, 'thesis.tex'), '');
    expect(() => refuseOccupied(path, true)).toThrow(/is not a run folder and not empty/);
  });
});
