import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetch, type EnvHttpProxyAgent } from 'undici';
import { proxyAgent, throughProxy } from './proxy.js';
import { WeightsError } from './weights-error.js';

/** How far a download is. */
export interface Progress {
  readonly received: number;
  /** As the server tells; undefined where it does not. */
  readonly total: number | undefined;
}

/** Settings of {@link download}. */
export interface DownloadOptions {
  /** More bytes than this are not taken. */
  readonly most: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Pauses before each new attempt, milliseconds; one that brought bytes starts the row anew. */
  readonly pauses?: readonly number[];
  /** A connection silent for so long, in milliseconds, is given up. */
  readonly silence?: number;
}

/**
 * Downloads into a file, going on from what the file already holds; after a cut connection it tries again. Bytes are
 * written at their own place, so that two processes fetching the same unchanging file do each other no harm. The proxies
 * that the environment names are heeded.
 * @throws WeightsError when the server refuses or no attempt brings bytes any more; what was received stays
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  const { pauses = [1000, 2000, 4000, 8000] } = options;
  const agent = proxyAgent();
  const file = await open(path, constants.O_RDWR | constants.O_CREAT);
  try {
    for (let attempt = 0; ;) {
      const before = (await file.stat()).size;
      try {
        await attemptFrom(before, url, file, agent, options);
        return await file.sync();
      } catch (error) {
        if (error instanceof WeightsError) throw error;
        if ((await file.stat()).size > before) attempt = 0;
        const pause = pauses[attempt++];
        if (pause === undefined)
          throw new WeightsError(`${url}: ${reasonOf(error)}${throughProxy(url)}`, { cause: error });
        await sleep(pause);
      }
    }
  } finally {
    await file.close();
    await agent.destroy();
  }
}

async function attemptFrom(
  start: number,
  url: string,
  file: FileHandle,
  agent: EnvHttpProxyAgent,
  options: DownloadOptions,
): Promise<void> {
  const { most, onProgress, silence = 30_000 } = options;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error(`silent for ${silence / 1000} s`)), silence);
  try {
    const response = await fetch(url, {
      signal: stop.signal,
      dispatcher: agent,
      headers: { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) },
    });
    // Nothing follows what the file holds: whether it is all, the digest tells.
    if (response.status === 416) return void (await response.body?.cancel());
    if (response.status >= 500 || response.status === 429) throw new Error(`HTTP ${response.status}`);
    if (!response.ok || !response.body) throw new WeightsError(`${url}: HTTP ${response.status}`);
    let position = response.status === 206 ? start : 0;
    const range = response.headers.get('content-range') ?? `bytes ${position}-`;
    if (!range.startsWith(`bytes ${position}-`))
      throw new WeightsError(`${url}: answered with the range ${range}`);
    const length = Number(response.headers.get('content-length') ?? NaN);
    const total = Number.isNaN(length) ? undefined : position + length;
    if ((total ?? 0) > most) throw new WeightsError(`${url}: ${total} bytes, at most ${most} expected`);
    for await (const chunk of response.body) {
      timer.refresh();
      if (position + chunk.length > most)
        throw new WeightsError(`${url}: more than the ${most} bytes expected`);
      await file.write(chunk, 0, chunk.length, position);
      position += chunk.length;
      onProgress?.({ received: position, total });
    }
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** The reason behind fetch's bare "fetch failed", "terminated" or "cancelled". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) || error.message : error.message;
}
