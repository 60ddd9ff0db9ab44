import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** macOS and the BSDs lock a file as they open it. Node does not name the flag. */
const O_EXLOCK = 0x20;

/** What the system says where another process holds the lock. */
const heldCodes: readonly (string | undefined)[] = ['EADDRINUSE', 'EACCES', 'EAGAIN'];

/**
 * Lets one process at a time work on a run folder, which need not be there yet.
 *
 * The lock is something that the kernel takes away with the process, however it ends: on Linux a socket in the
 * abstract namespace, on Windows a named pipe, elsewhere a lock on an open file. So nothing stale is ever left,
 * and nothing need be cleaned up. Machines that share a disk, and containers with networks of their own, aren't
 * kept apart by it.
 *
 * @returns what gives the lock back
 * @throws Error at once when another process has it
 */
export async function lockRun(path: string): Promise<() => void> {
  const name = `jiagu-run-${createHash('sha256').update(truePath(path)).digest('hex').slice(0, 32)}`;
  try {
    if (process.platform === 'linux') return await listen(`\0${name}`);
    if (process.platform === 'win32') return await listen(`\\\\.\\pipe\\${name}`);
    return openLocked(join(tmpdir(), `${name}.lock`));
  } catch (error) {
    if (!heldCodes.includes((error as NodeJS.ErrnoException).code)) throw error;
    throw new Error(`${path} is in use: another process is training there; wait for it, or stop it first`, {
      cause: error,
    });
  }
}

function listen(address: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(address, () => {
      // The lock alone keeps no process alive.
      server.unref();
      resolve(() => server.close());
    });
  });
}

function openLocked(file: string): () => void {
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK);
  return () => closeSync(descriptor);
}

/** The path without links, also of what is not there yet. */
function truePath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(truePath(parent), basename(absolute));
  }
}
