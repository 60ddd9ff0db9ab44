import { createHash } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';

/**
 * Runs `work` while no other process of this user on this machine runs work of the same `name`; waits for that first.
 *
 * The lock is a socket in Linux's abstract namespace: the kernel frees it when its process ends for whatever reason, so
 * no stale lock remains. It doesn't exclude another machine that shares the cache folder; for that case it is enough
 * that whatever enters the cache enters complete, by a rename. On other systems there is no lock.
 *
 * @param onWait called once when another process has the lock
 */
export async function withLock<T>(name: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  // Elsewhere there is no such namespace, and no shared cache to protect either.
  if (process.platform !== 'linux') return work();
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 32);
  const address = `\0jiagu-${process.getuid?.()}-${digest}`;
  let release: (() => void) | undefined;
  for (let waited = false; !(release = await acquire(address)); waited = true) {
    if (!waited) onWait();
    await untilReleased(address);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/** Takes the lock and returns what gives it back, or `undefined` when another has it. */
function acquire(address: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => waiting.delete(socket));
    });
    server.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(address, () =>
      resolve(() => {
        server.close();
        for (const socket of waiting) socket.destroy();
      }),
    );
  });
}

/** The holder never writes: its end, or the end of its process, closes the connection. */
function untilReleased(address: string): Promise<void> {
  return new Promise((resolve) => {
    connect(address)
      .on('error', () => undefined)
      .on('close', () => resolve())
      .resume();
  });
}
