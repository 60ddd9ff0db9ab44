import { constants } from 'node:fs';
import { access, copyFile, rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { cacheFolder, makeFolder } from '@jiagu/disk';
import { download, type DownloadOptions, type Progress } from './download.js';
import {
  inceptionWeights,
  publishedWeights,
  type PublishedFile,
  type WeightsName,
} from './published-weights.js';
import { faultOf } from './verify.js';
import { WeightsError } from './weights-error.js';

/** Settings of {@link fetchWeights}. */
export interface FetchOptions {
  /** A copy of the file brought by other means, for machines without a network; verified as well. */
  readonly from?: string;
  /** Folder below which `weights/` is; {@link cacheFolder} by default. */
  readonly cache?: string;
  /** Address of the hub or of a mirror of it; `$HF_ENDPOINT` or the public hub by default. */
  readonly endpoint?: string;
  /** Told as bytes arrive. */
  readonly onProgress?: (progress: Progress) => void;
  /** Told in words what is being done. */
  readonly log?: (line: string) => void;
}

/** Weights on this machine, verified. */
export interface FetchedWeights {
  readonly path: string;
  /** Whether they were here already. */
  readonly cached: boolean;
}

/**
 * The published ImageNet weights of a network: from the cache, from `from`, or from the hub. An interrupted download
 * is continued by the next call. The file is verified by size and SHA-256 each time, and stands under its final name
 * only when it is right.
 * @throws WeightsError telling what to do
 */
export async function fetchWeights(name: WeightsName, options: FetchOptions = {}): Promise<FetchedWeights> {
  return fetchFile(name, publishedWeights[name], options);
}

/** The network of FID likewise, a file for `readTorchState`. */
export async function fetchInception(options: FetchOptions = {}): Promise<FetchedWeights> {
  return fetchFile(INCEPTION, inceptionWeights, options);
}

/** How the command calls the network of FID. */
export const INCEPTION = 'inception';

/** Where they are once they were fetched. */
export const inceptionPath = (cache = cacheFolder()): string => pathOf(INCEPTION, inceptionWeights, cache);

function pathOf(name: string, published: PublishedFile, cache: string): string {
  const ending = extname('url' in published ? published.url : published.file);
  return join(cache, 'weights', `${name}.${published.sha256.slice(0, 12)}${ending}`);
}

/** {@link fetchWeights} for any published file; it is called `name` in messages and in the cache. */
export async function fetchFile(
  name: string,
  published: PublishedFile,
  options: FetchOptions & Pick<DownloadOptions, 'pauses' | 'silence'>,
): Promise<FetchedWeights> {
  const { from, cache = cacheFolder(), log } = options;
  const path = pathOf(name, published, cache);
  if (await exists(path)) {
    const fault = await faultOf(path, published);
    if (fault === undefined) return { path, cached: true };
    log?.(`${path}: ${fault}; it is fetched anew`);
    await rm(path, { force: true });
  }
  makeFolder(dirname(path));
  if (from === undefined) await fromHub(name, published, path, options);
  else await fromFile(name, published, path, from);
  return { path, cached: false };
}

async function fromFile(name: string, published: PublishedFile, path: string, from: string): Promise<void> {
  if (!(await exists(from))) throw new WeightsError(`${from}: no such file`);
  const fault = await faultOf(from, published);
  if (fault !== undefined) throw new WeightsError(`${from}: not the published weights of ${name}: ${fault}`);
  const beside = `${path}.${process.pid}.copy`;
  try {
    await copyFile(from, beside, constants.COPYFILE_FICLONE);
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

async function fromHub(
  name: string,
  published: PublishedFile,
  path: string,
  {
    endpoint = process.env.HF_ENDPOINT || 'https://huggingface.co',
    log,
    ...options
  }: Parameters<typeof fetchFile>[2],
): Promise<void> {
  const { bytes } = published;
  const url =
    'url' in published
      ? published.url
      : `${endpoint.replace(/\/+$/, '')}/${published.repository}/resolve/${published.revision}/${published.file}`;
  const part = `${path}.part`;
  const remedy = `On a machine without a network: jiagu weights fetch ${name} --from FILE, a copy of that address.`;
  // What an earlier, cut download left may be damaged; then once more from the start.
  for (let resumed = await exists(part); ; resumed = false) {
    log?.(`${name}: ${resumed ? 'continuing' : 'fetching'} ${url}`);
    try {
      await download(url, part, { most: bytes[1], ...options });
    } catch (error) {
      if (!(error instanceof WeightsError)) throw error;
      throw new WeightsError(`${name}: ${error.message}. ${remedy}`, { cause: error });
    }
    const fault = await finish(part, path, published);
    if (fault === undefined) return;
    await rm(part, { force: true });
    if (!resumed) throw new WeightsError(`${name}: ${url} is not the published file: ${fault}. ${remedy}`);
  }
}

/** Puts a right file under its final name, and tells what is wrong with another. */
async function finish(part: string, path: string, published: PublishedFile): Promise<string | undefined> {
  try {
    const fault = await faultOf(part, published);
    if (fault === undefined) await rename(part, path);
    return fault;
  } catch (error) {
    // Another process that fetched the same file may have finished it meanwhile.
    if (await exists(path)) return faultOf(path, published);
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
