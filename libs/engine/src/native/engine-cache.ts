import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '@jiagu/disk';
import { addonPath, type AddonPackage } from './addon-package.js';

/** Where an engine in the cache came from; the file `origin.json` of its folder. */
export interface Origin {
  /** Version of TensorFlow. */
  tensorflow: string;
  /** File name of the wheel. */
  wheel: string;
  compiler: string;
  created: string;
}

/** The cache's folder of engines; it may not exist yet. */
export function enginesFolder(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'engines');
}

/** The name of an engine's folder: package, version, platform and version of TensorFlow. */
export function entryName(pack: AddonPackage, tensorflow: string): string {
  return `${entryPrefix(pack)}${tensorflow}`;
}

const entryPrefix = ({ name, version }: AddonPackage) =>
  `${name.replace('@tensorflow/', '')}-${version}-${process.platform}-${process.arch}-tensorflow-`;

/**
 * The folder of the cached engine for a package, the one with the newest TensorFlow, or `undefined`. What is there
 * under its final name is complete.
 * @param wished version of TensorFlow; default: any
 */
export function findEngine(
  pack: AddonPackage,
  wished: string | undefined,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const folder = enginesFolder(env);
  if (!existsSync(folder)) return undefined;
  const prefix = entryPrefix(pack);
  const newest = readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((version) => wished === undefined || version === wished)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0];
  return newest === undefined ? undefined : join(folder, prefix + newest);
}

/**
 * Makes the package use an engine of the cache by links to it: `deps`, where its libraries are looked for, and the
 * addon. What was there before is removed.
 */
export function linkEngine(pack: AddonPackage, engine: string): void {
  for (const path of ['deps', addonPath]) {
    const link = join(pack.folder, path);
    removeAny(link);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(engine, path), link);
  }
}

/** Removes the engine that the package has, be it links or the files of its own installer. */
export function unlinkEngine(pack: AddonPackage): void {
  for (const path of ['deps', 'lib']) removeAny(join(pack.folder, path));
}

/** The folder of the cache's engine that the package uses, and its origin; `undefined` when it uses another. */
export function linkedEngine(pack: AddonPackage): { folder: string; origin: Origin } | undefined {
  const addon = join(pack.folder, addonPath);
  if (!existsSync(addon)) return undefined;
  const folder = join(dirname(realpathSync(addon)), '..', '..');
  const file = join(folder, 'origin.json');
  return existsSync(file) ? { folder, origin: JSON.parse(readFileSync(file, 'utf8')) as Origin } : undefined;
}

function removeAny(path: string): void {
  // rm follows no link, but a link to nothing must be seen too.
  if (lstatSync(path, { throwIfNoEntry: false })) rmSync(path, { recursive: true, force: true });
}
