import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { requireWritable } from './require-writable.js';

/**
 * Where things fetched or made once are kept: `$JIAGU_CACHE`, else `$XDG_CACHE_HOME/jiagu`, else `~/.cache/jiagu`. For
 * a user without a home, or with one that has no such folder and can't be given one, a folder of his own below that of
 * temporary files.
 * @throws Error when that folder belongs to another user
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { JIAGU_CACHE: own, XDG_CACHE_HOME: shared } = environment;
  if (own) return resolve(own);
  // The XDG specification asks to ignore a relative path.
  if (shared && isAbsolute(shared)) return join(shared, 'jiagu');
  const home = homeFolder(environment);
  const usual = home === undefined ? undefined : join(home, '.cache', 'jiagu');
  return usual !== undefined && canBeUsed(usual) ? usual : temporaryCache();
}

/** Undefined for a user who has neither $HOME nor a line in the list of users. */
function homeFolder(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.HOME) return environment.HOME;
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/** Whether a folder is there, even if only for reading, or could be made. */
function canBeUsed(folder: string): boolean {
  if (existsSync(folder)) return true;
  try {
    requireWritable(folder);
    return true;
  } catch {
    return false;
  }
}

function temporaryCache(): string {
  // No line in the list of users is needed for the number; Windows has none, and each user there has a folder.
  const user = process.getuid?.();
  const folder = join(tmpdir(), user === undefined ? 'jiagu-cache' : `jiagu-cache-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  // What is loaded from there runs: nobody else may have put it there.
  if (!stat.isDirectory() || (user !== undefined && stat.uid !== user))
    throw new Error(
      `${folder} is not a folder of this user: set JIAGU_CACHE to a folder that can be written to`,
    );
  return folder;
}
