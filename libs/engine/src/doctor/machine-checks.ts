import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { enginesFolder } from '../native/engine-cache.js';
import { threadCount } from '../native/environment.js';
import type { DoctorCheck } from './check.js';

/** Node: the versions that the packages support. */
export function checkNode(version = process.versions.node): DoctorCheck {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;
  const detail = `${version} on ${process.platform} ${process.arch}`;
  const remedy = 'Install Node 20.19, 22.13, 24 or newer.';
  return fits ? { name: 'node', status: 'ok', detail } : { name: 'node', status: 'failed', detail, remedy };
}

/** The processor and which of its instructions TensorFlow's kernels use. */
export function checkProcessor(cpuInfo = read('/proc/cpuinfo'), arch: string = process.arch): DoctorCheck {
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.+)$/m.exec(cpuInfo)?.[1]?.split(' '));
  const useful = [
    'avx',
    'avx2',
    'fma',
    'avx512f',
    'avx512_vnni',
    'avx512_bf16',
    'amx_tile',
    'asimd',
    'sve',
    'bf16',
  ];
  const present = useful.filter((flag) => flags.has(flag));
  const detail = [cpus()[0]?.model.trim() || arch, present.join(' ')].filter(Boolean).join('; ');
  if (arch === 'x64' && flags.size > 0 && !flags.has('avx')) {
    const remedy =
      'TensorFlow\'s binaries need AVX: use another machine, or a virtual machine with "host" as processor.';
    return { name: 'processor', status: 'failed', detail: `${detail} (no AVX)`, remedy };
  }
  return { name: 'processor', status: 'ok', detail };
}

/** How many threads TensorFlow will use. */
export function checkThreads(wish: number | undefined): DoctorCheck {
  const [threads, cores] = [threadCount(wish), availableParallelism()];
  const detail = `${threads} on ${cores} ${cores === 1 ? 'core' : 'cores'}`;
  const remedy = `More threads than cores slow TensorFlow down: ask for at most ${cores}, or 0 for all.`;
  return threads > cores
    ? { name: 'threads', status: 'warning', detail, remedy }
    : { name: 'threads', status: 'ok', detail };
}

/** Memory that a new process can have, container limits included. */
export function checkMemory(available = process.availableMemory()): DoctorCheck {
  const total = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  const detail = `${gigabytes(available)} of ${gigabytes(total)} GB available`;
  const remedy =
    'Below 2 GB even the demo may be stopped by the system: close programs or take a smaller batch.';
  return available < 2e9
    ? { name: 'memory', status: 'warning', detail, remedy }
    : { name: 'memory', status: 'ok', detail };
}

/** The folder in which engines are kept between clones. */
export function checkCache(env: NodeJS.ProcessEnv = process.env): DoctorCheck {
  const folder = enginesFolder(env);
  const engines = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
  const detail = `${folder}: ${engines.join(', ') || 'empty'}`;
  try {
    accessSync(nearestExisting(folder), constants.W_OK);
    return { name: 'cache', status: 'ok', detail };
  } catch {
    const remedy = 'The folder is read-only; set JIAGU_CACHE to one that can be written.';
    return { name: 'cache', status: engines.length > 0 ? 'warning' : 'failed', detail, remedy };
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
