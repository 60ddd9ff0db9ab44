import { hasClasses } from '@jiagu/nn';
import type { Method } from '@jiagu/training';
import { sharedName, shareStatistics } from './load-pretrained.js';
import { prefixHint, readForeignState, unwrappedName } from './read-foreign-state.js';

type Networks = Pick<Method, 'modules'>;

/** The prefixes of a method's networks that have no tensor of these names. */
export function networksWithout({ modules }: Networks, names: Iterable<string>): string[] {
  const given = new Set([...names].flatMap((name) => [name, unwrappedName(name)]));
  return Object.entries(modules)
    .filter(([prefix, network]) => ![...network.namedState(`${prefix}.`)].some(([name]) => given.has(name)))
    .map(([prefix]) => prefix);
}

/**
 * Fills the networks of a method from a safetensors file with PyTorch's names and layouts, such as another run's
 * weights or what `safetensors.torch.save_file` wrote. A network without tensors in the file is not changed. If the
 * file has one set of running statistics, both domains get it.
 *
 * @param classOrder where the file numbers the classes in another order: class i is the file's class `classOrder[i]`
 * @returns which names were changed and which tensors were ignored, a sentence each
 * @throws Error naming the file, and the tensor that is missing, has another shape or belongs to no network; or when
 *   the classes are in another order and no network can reorder them
 */
export function loadWeights(
  { modules }: Networks,
  path: string,
  classOrder?: readonly number[],
): readonly string[] {
  const names = Object.entries(modules).flatMap(([prefix, network]) =>
    [...network.namedState(`${prefix}.`)].map(([name]) => name),
  );
  const wanted = new Set(names.flatMap((name) => [name, sharedName(name)]));
  const { state, notes } = readForeignState(path, wanted);
  const absent = new Set(networksWithout({ modules }, state.keys()));
  const known = new Set<string>();
  try {
    for (const [prefix, network] of Object.entries(modules)) {
      for (const [name] of network.namedState(`${prefix}.`)) known.add(name);
      if (absent.has(prefix)) continue;
      shareStatistics(network, `${prefix}.`, state);
      // The scale of perceptual slices is ours; published networks go without.
      network.loadStateDict(state, `${prefix}.`, (name) => name === `${prefix}.scale`);
    }
    const unknown = [...state.keys()].find((name) => !known.has(name));
    if (unknown !== undefined)
      throw new Error(
        `tensor ${unknown} belongs to none of the networks (${Object.keys(modules).join(', ')}): ` +
          `the file is of another architecture or method${prefixHint([unknown], wanted)}`,
      );
    if (!classOrder || classOrder.every((from, to) => from === to)) return notes;
    if (!Object.values(modules).some(hasClasses))
      throw new Error('the classes are in another order, and no network can reorder its own (HasClasses)');
    for (const [prefix, network] of Object.entries(modules))
      if (!absent.has(prefix) && hasClasses(network)) network.renumberClasses(classOrder);
    return notes;
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}
