/** What the system means by its codes, and what can be done. */
const reasons: Record<string, string> = {
  ENOSPC: 'no space is left on the disk; free some space',
  EDQUOT: 'the quota of the disk is used up; free some space',
  EFBIG: 'the file would be larger than this process may write (see `ulimit -f`)',
  EROFS: 'the file system is read-only; choose a place on another one',
  EACCES: 'no permission; choose another place, or have its owner change that (`chmod`, `chown`)',
  EPERM: 'no permission; choose another place, or have its owner change that (`chmod`, `chown`)',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is a file, not a folder; choose another place, or move that file away',
  EEXIST: 'a file is where a folder has to be; choose another place, or move that file away',
  EISDIR: 'a folder of that name exists; choose another name, or move it away',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  ELOOP: 'its path has links that lead back to themselves; mend them',
};

/** A file or folder that can't be written: the message names it and says what can be done. */
export class WriteError extends Error {
  override readonly name = 'WriteError';

  /** @param cause the error of the system */
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    const { code = '', message = String(cause) } = (cause ?? {}) as NodeJS.ErrnoException;
    super(`${path} can't be written: ${reasons[code] ?? message}`, { cause });
  }
}

/** Wraps a system error in a {@link WriteError}; any other error is returned unchanged. */
export function writeError(path: string, error: unknown): Error {
  return error instanceof Error && !isSystemError(error) ? error : new WriteError(path, error);
}

/** Whether an error was thrown by a system call; its `path` is set where the call has one. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** The meaning of a system error's code, and what can be done; undefined for rare codes. */
export function reasonOf({ code = '' }: NodeJS.ErrnoException): string | undefined {
  return reasons[code];
}
