import { fileURLToPath } from 'node:url';

/** The file of the `jiagu` command. What this process was started with may be a program that uses the library. */
export const programPath: string = fileURLToPath(new URL('../../bin/jiagu.js', import.meta.url));
