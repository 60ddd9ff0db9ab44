import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A Slurm of this machine alone. */
export interface Cluster {
  /** the environment in which Slurm's commands find it */
  readonly env: NodeJS.ProcessEnv;
  stop(): void;
}

/**
 * Starts a Slurm with this machine as its only node, of two cores, and two partitions: `urgent` takes the place of what runs in
 * `patient`, which is told so a minute before. To be called by root, with Debian's `slurm-wlm` installed.
 * @param folder for everything that it writes
 * @throws Error with what Slurm's daemons said when the node is not ready within a minute
 */
export async function startSlurm(folder: string): Promise<Cluster> {
  const inFolder = (name: string): string => join(folder, name);
  for (const name of ['state', 'spool']) mkdirSync(inFolder(name), { recursive: true });
  const socket = inFolder('munge.socket');
  const conf = inFolder('slurm.conf');
  writeFileSync(conf, configuration(folder, socket));
  const env = { ...process.env, SLURM_CONF: conf };
  writeFileSync(inFolder('munge.key'), 'k'.repeat(128), { mode: 0o400 });
  const files = ['key-file=munge.key', 'pid-file=munge.pid', 'seed-file=munge.seed', 'log-file=munge.log'];
  const own = files.map((file) => `--${file.replace('=', `=${folder}/`)}`);
  const daemons = [
    spawn('munged', ['--foreground', '--force', `--socket=${socket}`, ...own]),
    spawn('slurmctld', ['-D', '-f', conf], { env }),
    spawn('slurmd', ['-D', '-f', conf, '-N', NODE], { env }),
  ];
  let said = '';
  for (const { stdout, stderr } of daemons)
    for (const stream of [stdout, stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const stop = (): void => {
    for (const daemon of daemons.reverse()) daemon.kill('SIGKILL');
  };
  for (let tries = 0; tries < 60; tries++) {
    const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%t'], { encoding: 'utf8', env });
    if (stdout?.startsWith('idle')) return { env, stop };
    await wait(1000);
  }
  stop();
  throw new Error(`Slurm did not come up: ${said}`);
}

/** @returns what one of Slurm's commands prints */
export const slurm = ({ env }: Cluster, command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', env });

const NODE = hostname();

const configuration = (folder: string, socket: string): string => `
ClusterName=test
SlurmctldHost=${NODE}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${socket}
CryptoType=crypto/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldPort=16817
SlurmdPort=16818
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
ReturnToService=2
NodeName=${NODE} CPUs=2 State=UNKNOWN
PartitionName=patient Nodes=${NODE} Default=YES PriorityTier=1 GraceTime=60 State=UP
PartitionName=urgent Nodes=${NODE} PriorityTier=2 PreemptMode=OFF State=UP
`;
