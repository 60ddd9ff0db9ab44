import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { requireWritable } from './require-writable.js';

/**
 * The folder for things fetched or made once: `$JIAGU_CACHE`, else `$XDG_CACHE_HOME/jiagu`, else `~/.cache/jiagu`. For
 * a user without a home, or whose `~/.cache/jiagu` neither exists nor can be created, a folder of that user below the
 * one for temporary files.
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

/** The home folder; undefined for a user with neither $HOME nor an entry in the user database. */
function homeFolder(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment.HOME) return environment.HOME;
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/** Whether a folder exists, even if only for reading, or could be created. */
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
  // The number needs no entry in the user database. Windows has none, but a folder for each user.
  const user = process.getuid?.();
  const folder = join(tmpdir(), user === undefined ? 'jiagu-cache' : `jiagu-cache-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  // Code is loaded from this folder, so nobody else may own it.
  if (!stat.isDirectory() || (user !== undefined && stat.uid !== user))
    throw new Error(
      `${folder} does not belong to this user: set JIAGU_CACHE to a folder that can be written to`,
    );
  return folder;
}
