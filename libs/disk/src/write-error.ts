/** What the system means by its codes, and what can be done. */
const reasons: Record<string, string> = {
  ENOSPC: 'no space is left on the disk; free some',
  EDQUOT: 'the quota of the disk is used up; free some space',
  EFBIG: 'the file would be larger than this process may write (see `ulimit -f`)',
  EROFS: 'the file system can only be read; choose a place on another one',
  EACCES: 'no permission; choose another place, or have its owner change that (`chmod`, `chown`)',
  EPERM: 'no permission; choose another place, or have its owner change that (`chmod`, `chown`)',
  ENOENT: 'its folder is not there',
  ENOTDIR: 'a part of its path is a file, not a folder; choose another place, or move that file away',
  EEXIST: 'a file is where a folder has to be; choose another place, or move that file away',
  EISDIR: 'a folder of that name is there; choose another name, or move it away',
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

/** A failure of the disk as a {@link WriteError}; an error that is one already, or of another kind, stays as it is. */
export function writeError(path: string, error: unknown): Error {
  return error instanceof Error && !isSystemError(error) ? error : new WriteError(path, error);
}

/** What a call of the system threw, `path` included where it was told one. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** What is meant by the code of a system error, and what can be done; undefined where the code is a rare one. */
export function reasonOf({ code = '' }: NodeJS.ErrnoException): string | undefined {
  return reasons[code];
}
