import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { planSweep, sweepName } from './plan-sweep.js';
import { parseSeeds } from './seeds.js';

const configs = fileURLToPath(new URL('../../../../configs/', import.meta.url));

describe('planSweep', () => {
  it.each([
    ['demo.yaml', 'methods'],
    ['oracle-mnist/study.yaml', 'oracle-mnist/methods'],
    ['paper/a/study.yaml', 'paper/a/methods'],
    ['paper/b/study.yaml', 'paper/b/methods'],
    ['paper/d/study.yaml', 'paper/d/methods'],
    ['benchmark-241/severity-1.yaml', 'benchmark-241/methods'],
    ['benchmark-241/severity-1.7.yaml', 'benchmark-241/methods'],
  ])('plans every method of %s with every seed, each a folder of its own', (study, folder) => {
    const methods = readdirSync(join(configs, folder)).map((file) => basename(file, '.yaml'));
    const runs = planSweep({ config: join(configs, study), methods, seeds: [0, 1], overrides: [] });
    expect(new Set(runs.map(({ name }) => name)).size).toBe(2 * methods.length);
    expect(runs.slice(0, methods.length).map(({ method, config }) => [method, config.seed])).toEqual(
      methods.map((method) => [method, 0]),
    );
    for (const { name, config } of runs) expect(config.name).toBe(name);
    expect(runs.find(({ method }) => method === 'cdan+e')?.config.method).toMatchObject({
      name: 'cdan+e',
      optimizer: { type: 'adam' },
    });
  });

  it('has a name that tells the studies apart', () => {
    expect(sweepName('configs/demo.yaml')).toBe('demo');
    expect(sweepName('configs/gan-remedies/study.yaml')).toBe('gan-remedies');
  });

  it('names a run by what is trained, not by where', () => {
    const names = (...overrides: string[]) =>
      planSweep({ config: join(configs, 'demo.yaml'), methods: [], seeds: [3], overrides }).map(
        ({ name }) => name,
      );
    const [name] = names();
    expect(name).toMatch(/^stsn-seed3-[0-9a-f]{8}$/);
    expect(names('threads=1')).toEqual([name]);
    expect(names('training.steps=5')).not.toEqual([name]);
  });
});

describe('parseSeeds', () => {
  it('takes numbers and ranges', () => {
    expect(parseSeeds('0..2,7, 5..5')).toEqual([0, 1, 2, 7, 5]);
    for (const wrong of ['', '3..1', '-1', 'a', '1..']) expect(() => parseSeeds(wrong)).toThrow(/0\.\.4/);
  });
});
