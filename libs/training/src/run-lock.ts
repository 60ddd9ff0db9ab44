import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** The flag of macOS and the BSDs that locks a file when it is opened. Node has no constant for it. */
const O_EXLOCK = 0x20;

/** Error codes of the system when another process holds the lock. */
const heldCodes: readonly (string | undefined)[] = ['EADDRINUSE', 'EACCES', 'EAGAIN'];

/**
 * Locks a run folder, which need not exist yet, for one process at a time.
 *
 * The kernel releases the lock when the process ends, however it ends: on Linux it is a socket in the abstract
 * namespace, on Windows a named pipe, elsewhere a lock on an open file. So there are no stale locks to clean up. The
 * lock does not work between machines that share a disk, nor between containers with separate networks.
 *
 * @returns a function that releases the lock
 * @throws Error at once when another process holds it
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
      // The lock alone must not keep the process alive.
      server.unref();
      resolve(() => server.close());
    });
  });
}

function openLocked(file: string): () => void {
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK);
  return () => closeSync(descriptor);
}

/** The path with symbolic links resolved; its last parts need not exist yet. */
function truePath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(truePath(parent), basename(absolute));
  }
}
