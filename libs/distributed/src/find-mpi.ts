import { runCommand } from '@jiagu/engine';
import type { Launcher } from './launch.js';

/** An MPI that programs can be compiled against. */
export interface Mpi {
  readonly name: 'Open MPI' | 'MPICH';
  readonly version: string;
  /** Its C++ compiler, which knows where its headers and libraries are. */
  readonly compiler: string;
}

/** How the system's own package manager brings MPI. */
export const mpiCure =
  'Install it: apt-get install openmpi-bin libopenmpi-dev (Debian, Ubuntu), dnf install openmpi-devel (Fedora), or on a ' +
  'cluster "module load openmpi"; MPICXX names the compiler of one that is not found.';

/** Debian's names tell its MPIs apart where both are installed. */
const usual = ['mpicxx', 'mpicxx.openmpi', 'mpicxx.mpich', 'mpic++'];

/** Every MPI that a C++ compiler is found for, `$MPICXX` alone where that is set. */
export async function findMpis(env: NodeJS.ProcessEnv = process.env): Promise<Mpi[]> {
  const found: Mpi[] = [];
  for (const compiler of env['MPICXX'] ? [env['MPICXX']] : usual) {
    const mpi = await identify(compiler, env);
    const known = found.some(({ name, version }) => name === mpi?.name && version === mpi.version);
    if (mpi && !known) found.push(mpi);
  }
  return found;
}

/** The one that a launcher's ranks can use; Slurm starts those of either. */
export function fittingMpi(found: readonly Mpi[], launcher: Launcher): Mpi | undefined {
  return launcher === 'Slurm' ? found[0] : found.find(({ name }) => name === launcher);
}

async function identify(compiler: string, env: NodeJS.ProcessEnv): Promise<Mpi | undefined> {
  // Open MPI's understands the first, MPICH's, Intel's among them, the second.
  for (const flag of ['--showme:version', '-v']) {
    const { code, stdout, stderr } = await runCommand(compiler, [flag], { env });
    if (code === 127) return undefined;
    const [, openMpi, mpich, intel] =
      /Open MPI (\d[\w.]*)|MPICH version (\d[\w.]*)|Intel\(R\) MPI Library.*?(\d{4}[\w.]*)/.exec(
        `${stdout}\n${stderr}`,
      ) ?? [];
    if (openMpi) return { name: 'Open MPI', version: openMpi, compiler };
    const version = mpich ?? (intel && `Intel ${intel}`);
    if (version) return { name: 'MPICH', version, compiler };
  }
  return undefined;
}
