import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../start-engine.js';
import { doctor } from './doctor.js';
import { checkMemory, checkNode, checkProcessor, checkThreads } from './machine-checks.js';

// Sets TensorFlow up in a clone that is new.
beforeAll(() => startEngine({ threads: 1 }));

describe('doctor', () => {
  it('finds the engine of this clone healthy and tells where it comes from', async () => {
    const { healthy, checks } = await doctor({ threads: 1 });
    expect(healthy).toBe(true);
    const found = Object.fromEntries(checks.map(({ name, detail }) => [name, detail]));
    expect(found.addon).toMatch(/tfjs_binding\.node \(.+\)/);
    expect(found.tensorflow).toMatch(/^\d+\.\d+/);
    expect(found.device).toMatch(/^cpu/);
  });

  it('has a remedy for everything that is not well', async () => {
    const { checks } = await doctor({ device: 'gpu', threads: 4096 });
    const amiss = checks.filter(({ status }) => status !== 'ok');
    expect(amiss.map(({ name }) => name)).toContain('threads');
    for (const { remedy } of amiss) expect(remedy).toMatch(/\w+ .*\./);
  });

  it('knows which versions of Node will do', () => {
    const status = (version: string) => checkNode(version).status;
    expect(['20.19.0', '22.13.1', '24.0.0', '26.1.0'].map(status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(['18.20.0', '20.18.3', '22.12.0', '23.9.0'].map(status)).toEqual([
      'failed',
      'failed',
      'failed',
      'failed',
    ]);
  });

  it('notices too little memory, and threads beyond the cores', () => {
    expect(checkMemory(1e9).status).toBe('warning');
    expect(checkMemory(8e9).status).toBe('ok');
    expect(checkThreads(1).status).toBe('ok');
    expect(checkThreads(100_000).remedy).toMatch(/at most \d+/);
  });

  it('notices an x86 processor without AVX', () => {
    expect(checkProcessor('flags\t\t: fpu sse4_2', 'x64').status).toBe('failed');
    const fit = checkProcessor('flags\t\t: fpu avx avx2 fma', 'x64');
    expect(fit).toMatchObject({ status: 'ok', detail: expect.stringMatching(/avx avx2 fma$/) });
  });
});
