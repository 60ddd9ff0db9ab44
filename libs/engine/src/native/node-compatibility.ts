import { createRequire } from 'node:module';

const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;

/**
 * Puts back `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed and tfjs-node 4.22 calls in its
 * hot path. Must be called before the package is loaded; changes nothing where they exist.
 */
export function restoreRemovedNodeFunctions(): void {
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
