import type { Method } from '@jiagu/training';
import { UsageError } from '../command-line/usage-error.js';
import type { OpenRun } from './open-run.js';

/** The optional capabilities of a method. */
type Capability = 'recogniser' | 'separation' | 'translation' | 'generator';

/** What a method without the capability can't do, for messages. */
const lacks: Record<Capability, string> = {
  recogniser: 'does not tell classes apart, so there is nothing to recognise',
  separation: 'does not separate structure from texture, so there is nothing to swap',
  translation:
    'does not turn images of one domain into images of the other, so there is nothing to translate',
  generator: 'does not draw images from noise, so there is nothing to generate',
};

/**
 * A capability of a run's method that a verb needs.
 * @throws UsageError when the method lacks it
 */
export function capability<Name extends Capability>(
  { folder, config, method }: Pick<OpenRun, 'folder' | 'config' | 'method'>,
  wanted: Name,
): NonNullable<Method[Name]> {
  const found = method[wanted];
  if (!found) throw new UsageError(`${folder.path}: the method ${config.method.name} ${lacks[wanted]}`);
  return found;
}
