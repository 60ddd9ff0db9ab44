import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where things fetched or made once are kept: `$JIAGU_CACHE`, else `$XDG_CACHE_HOME/jiagu`, else `~/.cache/jiagu`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { JIAGU_CACHE: own, XDG_CACHE_HOME: shared } = environment;
  if (own) return own;
  // The XDG specification asks to ignore a relative path.
  return join(shared && isAbsolute(shared) ? shared : join(homedir(), '.cache'), 'jiagu');
}
