import { availableParallelism, cpus } from 'node:os';
import { runCommand, type DoctorCheck } from '@jiagu/engine';
import { findMpis, mpiCure, type Mpi } from './find-mpi.js';
import { launch, type Launch } from './launch.js';

/** What training on several ranks would find here: MPI, the ranks of this process, their cores, Slurm. Loads nothing. */
export async function checkRanks(env: NodeJS.ProcessEnv = process.env): Promise<DoctorCheck[]> {
  const started = launch(env);
  return [
    checkMpi(await findMpis(env), started),
    checkLaunch(started),
    checkBinding(started),
    await checkSlurm(env),
  ];
}

/** MPI is missed only where a launcher started several ranks. */
export function checkMpi(found: readonly Mpi[], started: Launch | null): DoctorCheck {
  const named = found.map(({ name, version, compiler }) => `${name} ${version} (${compiler})`).join(', ');
  const wanted = started && started.ranks > 1 ? started.launcher : null;
  const fits = found.some(({ name }) => wanted === 'Slurm' || name === wanted);
  if (wanted === null || fits)
    return {
      name: 'MPI',
      status: 'ok',
      detail: named || `none, which training on one machine does without. ${mpiCure}`,
    };
  return { name: 'MPI', status: 'failed', detail: named || 'none', remedy: mpiCure };
}

function checkLaunch(started: Launch | null): DoctorCheck {
  const detail = started
    ? `this is rank ${started.rank} of ${started.ranks}, started by ${started.launcher}, ${started.localRanks} on this machine`
    : 'not started by an MPI launcher';
  return { name: 'ranks', status: 'ok', detail };
}

/** Open MPI binds each of up to two ranks to one core, on which TensorFlow's threads then wait for each other. */
export function checkBinding(
  started: Launch | null,
  allowed = availableParallelism(),
  cores = cpus().length,
): DoctorCheck {
  const detail = allowed < cores ? `bound to ${allowed} of ${cores} cores` : `not bound: all ${cores} cores`;
  if (!started || allowed >= Math.floor(cores / started.localRanks))
    return { name: 'binding', status: 'ok', detail };
  const remedy = 'Start the ranks with mpirun --bind-to none, or --map-by slot:PE=8 for eight cores each.';
  return { name: 'binding', status: 'warning', detail, remedy };
}

async function checkSlurm(env: NodeJS.ProcessEnv): Promise<DoctorCheck> {
  const { code, stdout } = await runCommand('sinfo', ['--version'], { env });
  const job = env['SLURM_JOB_ID'] === undefined ? '' : `, job ${env['SLURM_JOB_ID']}`;
  return { name: 'Slurm', status: 'ok', detail: code === 0 ? `${stdout.trim()}${job}` : 'none' };
}
