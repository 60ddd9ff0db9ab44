import { mkdirSync } from 'node:fs';
import { writeError } from './write-error.js';

/**
 * Makes a folder and those around it, where they are not there yet.
 * @throws WriteError naming the folder, where the disk refuses
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw writeError(folder, error);
  }
}
