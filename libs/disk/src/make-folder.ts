import { mkdirSync } from 'node:fs';
import { writeError } from './write-error.js';

/**
 * Creates a folder and those above it where they don't exist.
 * @throws WriteError naming the folder, when it can't be created
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeError(folder, error);
  }
}
