import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Domain } from './evaluation-file.js';
import type { Run } from './run-folder.js';
import { className } from './run-folder.js';

const imageName = /\.(png|jpe?g|bmp|webp|tiff?)$/i;

/**
 * Finds one test image for each of the wanted classes: in the class's own folder, or by the list file that
 * the config names, else among the images that the evaluation lists as mistaken. Classes without one are absent.
 */
export async function classExamples(
  run: Run,
  domain: Domain,
  wanted: Set<number>,
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  const part = run.config.data?.[domain]?.test;
  if (typeof part === 'string') await fromFolders(resolve(part), run, wanted, found);
  const numbers = new Map([...wanted].map((index) => [className(run, index), index]));
  if (typeof part === 'string' && found.size === 0) await fromList(part, dirname(part), numbers, found);
  if (typeof part === 'object') await fromList(part.list, part.root ?? dirname(part.list), numbers, found);
  for (const { label, file } of run.evaluation?.[domain].mistakes ?? [])
    if (wanted.has(label) && !found.has(label)) found.set(label, file);
  return found;
}

async function fromFolders(
  folder: string,
  run: Run,
  wanted: Set<number>,
  found: Map<number, string>,
): Promise<void> {
  const folders = new Set(await readdir(folder).catch(() => []));
  for (const index of wanted) {
    const name = className(run, index);
    // Only a name that the folder itself lists is followed: a class called ".." leads nowhere.
    if (!folders.has(name)) continue;
    const images = (await readdir(join(folder, name)).catch(() => [])).filter((file) => imageName.test(file));
    const first = images.sort()[0];
    if (first) found.set(index, join(folder, name, first));
  }
}

/** @param wanted numbers of the classes by name, which counts where the list gives names */
async function fromList(
  list: string,
  root: string,
  wanted: ReadonlyMap<string, number>,
  found: Map<number, string>,
): Promise<void> {
  const numbers = new Set(wanted.values());
  try {
    for await (const line of createInterface({ input: createReadStream(list, 'utf8') })) {
      const [file, text, name] = line.split('\t');
      const label = name === undefined ? Number(text) : wanted.get(name);
      if (file && label !== undefined && numbers.has(label) && !found.has(label))
        found.set(label, resolve(root, file));
    }
  } catch {
    // No list: the report then goes without these pictures.
  }
}
