import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { DataConfig } from '@jiagu/config';
import _ from 'lodash';
import pMap from 'p-map';
import { contentDigest } from '../content-digest.js';
import type { ImageDataset } from '../dataset.js';
import { datasetsOf } from '../domains.js';
import { openImages, type DomainOptions } from '../open-domains.js';
import type { PartName } from '../part-names.js';
import type { Pixels } from '../pixels.js';
import { publishFile } from '@jiagu/disk';
import { HEADER_LENGTH, MAGIC, packedSettings, type PackedIndex, type PackedPart } from './packed-index.js';

/** Images decoded side by side, and written with one call. */
const CONCURRENCY = 16;
const CHUNK = 256;

/** Called now and then while images are processed. */
export type ImageProgress = (done: number, total: number) => void;

/**
 * Decodes and prepares every image of a study once and writes them into one file, complete or not at all. No more than
 * a few hundred images are in memory at once.
 * @returns the index of the file
 * @throws Error naming the first image that can't be read
 */
export async function pack(
  config: DataConfig,
  file: string,
  onProgress: ImageProgress = () => undefined,
  options: DomainOptions = {},
): Promise<PackedIndex> {
  const domains = await openImages({ ...config, cacheMegabytes: 0 }, options);
  const datasets = datasetsOf(domains);
  const total = _.sumBy(datasets, 'length');
  return publishFile(file, async (path) => {
    const handle = await open(path, 'wx');
    try {
      const digest = createHash('sha256');
      const parts: Partial<Record<PartName, PackedPart>> = {};
      let [position, done] = [HEADER_LENGTH, 0];
      for (const dataset of datasets) {
        const writer = new PartWriter(dataset);
        while (writer.length < dataset.length) {
          const { bytes, lines } = await writer.next();
          await writeAll(handle, bytes, position);
          digest.update(lines);
          position += bytes.length;
          onProgress(done + writer.length, total);
        }
        done += writer.length;
        parts[dataset.name as PartName] = writer.part();
      }
      const index: PackedIndex = {
        settings: packedSettings(config),
        digest: `sha256:${digest.digest('hex')}`,
        classNames: domains.classNames,
        parts,
      };
      await finish(handle, index, position);
      return index;
    } finally {
      await handle.close();
    }
  });
}

/** An image's line in the digest of the sources. */
export const digestLine = (label: number, content: string): string => `${label} ${content}\n`;

/** Collects the index of a part while its images are read. */
class PartWriter {
  private readonly channels: number[] = [];
  private readonly checksums: number[] = [];

  constructor(private readonly dataset: ImageDataset) {}

  /** Images worked through. */
  get length(): number {
    return this.checksums.length;
  }

  /** The next images' bytes, and their lines of the digest. */
  async next(): Promise<{ bytes: Buffer; lines: string }> {
    const { dataset } = this;
    const count = Math.min(CHUNK, dataset.length - this.length);
    const images = await pMap(
      Array.from({ length: count }, (_, n) => this.length + n),
      async (i) => {
        const decoded: Pixels = await dataset.decode(i);
        const line = digestLine(dataset.labels[i] as number, contentDigest(decoded));
        return { line, pixels: dataset.prepare(decoded) };
      },
      { concurrency: CONCURRENCY },
    );
    for (const { pixels } of images) {
      this.channels.push(pixels.channels);
      this.checksums.push(crc32(pixels.data));
    }
    return {
      bytes: Buffer.concat(images.map(({ pixels }) => pixels.data)),
      lines: images.map(({ line }) => line).join(''),
    };
  }

  part(): PackedPart {
    const { files, labels, mixture } = this.dataset;
    const { channels, checksums } = this;
    return {
      files,
      labels: Array.from(labels),
      channels: channels.join(''),
      checksums,
      mixture: mixture?.map(({ images }) => images),
    };
  }
}

/** Writes the index behind the images and, last, the header. */
async function finish(handle: FileHandle, index: PackedIndex, offset: number): Promise<void> {
  const text = Buffer.from(JSON.stringify(index));
  await writeAll(handle, text, offset);
  const header = Buffer.alloc(HEADER_LENGTH);
  header.write(MAGIC, 'latin1');
  header.writeBigUInt64LE(BigInt(offset), 8);
  header.writeBigUInt64LE(BigInt(text.length), 16);
  createHash('sha256').update(text).digest().copy(header, 24);
  await writeAll(handle, header, 0);
  await handle.sync();
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;)
    written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
}
