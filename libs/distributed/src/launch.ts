/** The programs that start the ranks of a run. */
export type Launcher = 'Open MPI' | 'MPICH' | 'Slurm';

/** What the program that started this process says of it. */
export interface Launch {
  readonly launcher: Launcher;
  /** How many processes were started for the run. */
  readonly ranks: number;
  readonly rank: number;
  /** How many of them run on this machine. */
  readonly localRanks: number;
}

/** How this process was started; null where it was not by an MPI launcher. */
export function launch(env: NodeJS.ProcessEnv = process.env): Launch | null {
  const number = (name: string): number => Number(env[name]);
  if (env['OMPI_COMM_WORLD_SIZE'] !== undefined)
    return {
      launcher: 'Open MPI',
      ranks: number('OMPI_COMM_WORLD_SIZE'),
      rank: number('OMPI_COMM_WORLD_RANK'),
      localRanks: number('OMPI_COMM_WORLD_LOCAL_SIZE'),
    };
  // MPICH's mpiexec starts its helpers by srun, which counts those.
  if (env['PMI_SIZE'] !== undefined && env['MPI_LOCALNRANKS'] !== undefined)
    return {
      launcher: 'MPICH',
      ranks: number('PMI_SIZE'),
      rank: number('PMI_RANK'),
      localRanks: number('MPI_LOCALNRANKS'),
    };
  // A batch script has an allocation, but only srun starts a step in it.
  if (env['SLURM_STEP_ID'] !== undefined && env['SLURM_STEP_NUM_TASKS'] !== undefined)
    return {
      launcher: 'Slurm',
      ranks: number('SLURM_STEP_NUM_TASKS'),
      rank: number('SLURM_PROCID'),
      localRanks: tasksOfNode(env['SLURM_STEP_TASKS_PER_NODE'] ?? '1', Number(env['SLURM_NODEID'] ?? 0)),
    };
  return null;
}

/** @param text how many tasks each node has, as Slurm writes it: `2(x3),1` */
function tasksOfNode(text: string, node: number): number {
  const counts = text.split(',').flatMap((part) => {
    const [, count, times = '1'] = /^(\d+)(?:\(x(\d+)\))?$/.exec(part) ?? [];
    return Array<number>(Number(times)).fill(Number(count));
  });
  return counts[node] ?? 1;
}
