import type { StateDict } from '@jiagu/nn';
import { describeSafetensors, isFloatingPoint, SafetensorsError } from '@jiagu/safetensors';
import { readStateDict } from '@jiagu/training';

/** What a file that another program may have written gives to networks. */
export interface ForeignState {
  /** Under the networks' own names. */
  readonly state: StateDict;
  /** What was done to names and which tensors were passed over, a sentence each. */
  readonly notes: readonly string[];
}

/** What PyTorch's wrappers put into names: DataParallel and its kin `module`, torch.compile `_orig_mod`. */
const wrappers = ['module', '_orig_mod'];

/** A name without what PyTorch's wrappers have put into it, before it or within. */
export function unwrappedName(name: string): string {
  return name
    .split('.')
    .filter((part) => !wrappers.includes(part))
    .join('.');
}

/**
 * Reads a safetensors file for networks that want tensors of some names. Names that PyTorch's wrappers have changed are
 * recognised. Integers that no network wants, such as counters of batches or epochs, are passed over.
 * @throws SafetensorsError naming the file, and the tensor that has integers where a network wants numbers, or stands
 *   there twice
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
      throw new SafetensorsError(path, `without its wrapper's prefix it is there twice`, name);
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
            `${path}: passed over, since they are integers that no network has: ${strange.map(([name, { dtype }]) => `${name} (${dtype})`).join(', ')}`,
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
 * A hint at a prefix of another kind, to be added to a message: the file has a tensor whose name ends as one that is
 * wanted. Empty where there is none.
 */
export function prefixHint(names: Iterable<string>, wanted: ReadonlySet<string>): string {
  for (const name of names)
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      if (wanted.has(name.slice(dot + 1)))
        return `; the file calls ${name.slice(dot + 1)} ${name}: save it without the prefix "${name.slice(0, dot + 1)}"`;
  return '';
}
