import { expect, it } from 'vitest';
import { checkBinding, checkMpi } from './check-ranks.js';
import { threadsOfRank } from './join-ranks.js';

const started = { launcher: 'Open MPI', ranks: 4, rank: 0, localRanks: 2 } as const;
const mpich = { name: 'MPICH', version: '4.0.2', compiler: 'mpicxx' } as const;

it('misses an MPI only where ranks were started that need it', () => {
  expect(checkMpi([], null)).toMatchObject({
    status: 'ok',
    detail: expect.stringContaining('apt-get install'),
  });
  expect(checkMpi([mpich], started)).toMatchObject({
    status: 'failed',
    remedy: expect.stringMatching(/MPICXX/),
  });
  expect(checkMpi([mpich], { ...started, launcher: 'Slurm' }).status).toBe('ok');
  expect(checkMpi([mpich], { ...started, launcher: 'MPICH' }).detail).toBe('MPICH 4.0.2 (mpicxx)');
});

it('notices ranks that were bound to fewer cores than there are for each', () => {
  expect(checkBinding(started, 1, 8)).toMatchObject({
    status: 'warning',
    remedy: expect.stringContaining('PE='),
  });
  for (const [allowed, cores] of [
    [4, 8],
    [8, 8],
    [1, 2],
  ] as const)
    expect(checkBinding(started, allowed, cores).status).toBe('ok');
  expect(checkBinding(null, 1, 8).status).toBe('ok');
});

it('shares the cores of a machine among its ranks unless the launcher did', () => {
  expect(threadsOfRank(started, 8, 8)).toBe(4);
  expect(threadsOfRank(started, 3, 8)).toBe(3);
  expect(threadsOfRank({ localRanks: 16 }, 8, 8)).toBe(1);
});
