import type { StateDict } from '@jiagu/nn';
import { describeSafetensors, isFloatingPoint, SafetensorsError } from '@jiagu/safetensors';
import { readStateDict } from '@jiagu/training';

/** Tensors for networks from a file that another program may have written. */
export interface ForeignState {
  /** The tensors under the networks' own names. */
  readonly state: StateDict;
  /** Which names were changed and which tensors were ignored, a sentence each. */
  readonly notes: readonly string[];
}

/** What PyTorch's wrappers add to names: `module` from DataParallel and the like, `_orig_mod` from torch.compile. */
const wrappers = ['module', '_orig_mod'];

/** A name without the parts that PyTorch's wrappers have added, at its start or within. */
export function unwrappedName(name: string): string {
  return name
    .split('.')
    .filter((part) => !wrappers.includes(part))
    .join('.');
}

/**
 * Reads a safetensors file for networks with tensors of the wanted names. Names that PyTorch's wrappers have changed
 * are recognised. Integer tensors that no network has, such as counters of batches or epochs, are ignored.
 * @throws SafetensorsError naming the file, and the tensor that has integers where a network has floating point, or
 *   that occurs twice
 */
export function readForeignState(path: string, wanted: ReadonlySet<string>): ForeignState {
  const described = describeSafetensors(path).tensors;
  const own = (name: string): string => (wanted.has(name) ? name : unwrappedName(name));
  const passedOver = [...described].filter(
    ([name, { dtype }]) => !isFloatingPoint(dtype) && !wanted.has(own(name)),
  );
  const left = new Set(passedOver.map(([name]) => name));
  const state: StateDict = new Map();
  for (const [name, tensor] of readStateDict(path, (name) => !left.has(name))) {
    if (state.has(own(name)))
      throw new SafetensorsError(path, `without its wrapper's prefix it occurs twice`, name);
    state.set(own(name), tensor);
  }
  const renamed = [...described.keys()].filter((name) => !left.has(name) && own(name) !== name);
  // Those of batch norm are in every file and mean nothing.
  const strange = passedOver.filter(([name]) => !name.endsWith('num_batches_tracked'));
  return {
    state,
    notes: [
      ...(renamed.length > 0
        ? [`${path}: ${renamed.length} names, such as ${renamed[0]}, are read without ${prefixes(renamed)}`]
        : []),
      ...(strange.length > 0
        ? [
            `${path}: ignored, since they are integers that no network has: ${strange.map(([name, { dtype }]) => `${name} (${dtype})`).join(', ')}`,
          ]
        : []),
    ],
  };
}

function prefixes(names: readonly string[]): string {
  const found = wrappers.filter((part) => names.some((name) => name.split('.').includes(part)));
  return found.map((part) => `"${part}."`).join(' and ');
}

/**
 * A hint, to be appended to a message, that a name in the file is a wanted one with a prefix. Empty where there is no
 * such name.
 */
export function prefixHint(names: Iterable<string>, wanted: ReadonlySet<string>): string {
  for (const name of names)
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      if (wanted.has(name.slice(dot + 1)))
        return `; the file calls ${name.slice(dot + 1)} ${name}: save it without the prefix "${name.slice(0, dot + 1)}"`;
  return '';
}
