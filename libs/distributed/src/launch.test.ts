import { expect, it } from 'vitest';
import { launch } from './launch.js';

it('reads what each launcher tells its processes', () => {
  expect(launch({})).toBe(null);
  expect(
    launch({ OMPI_COMM_WORLD_SIZE: '4', OMPI_COMM_WORLD_RANK: '3', OMPI_COMM_WORLD_LOCAL_SIZE: '2' }),
  ).toEqual({ launcher: 'Open MPI', ranks: 4, rank: 3, localRanks: 2 });
  // Under mpiexec in an allocation, srun counts the helpers, one a node.
  const helpers = { SLURM_STEP_ID: '0', SLURM_STEP_NUM_TASKS: '2', SLURM_PROCID: '0' };
  expect(launch({ ...helpers, PMI_SIZE: '8', PMI_RANK: '5', MPI_LOCALNRANKS: '4' })).toEqual({
    launcher: 'MPICH',
    ranks: 8,
    rank: 5,
    localRanks: 4,
  });
  const step = { SLURM_STEP_ID: '1', SLURM_STEP_NUM_TASKS: '7', SLURM_PROCID: '6' };
  expect(launch({ ...step, SLURM_STEP_TASKS_PER_NODE: '2(x3),1', SLURM_NODEID: '3' })).toEqual({
    launcher: 'Slurm',
    ranks: 7,
    rank: 6,
    localRanks: 1,
  });
});

it('takes a batch script for the single process that it is', () => {
  expect(launch({ SLURM_JOB_ID: '3', SLURM_NTASKS: '4', SLURM_PROCID: '0' })).toBe(null);
});
