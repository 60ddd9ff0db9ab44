import type { DataConfig, DataPart } from '@jiagu/config';
import type { PartName } from '../part-names.js';

/**
 * A packed file: a header of 64 bytes, the images one after the other, the index.
 *
 * | bytes | header |
 * | --- | --- |
 * | 0-7 | `JIAGUPK1` |
 * | 8-15, 16-23 | offset and length of the index, unsigned, little-endian |
 * | 24-55 | SHA-256 of the index |
 * | 56-63 | zero |
 *
 * The index is JSON, a {@link PackedIndex}. Images stand in its order, height x width x channels bytes each.
 */
export const MAGIC = 'JIAGUPK1';
/** Bytes of the header. */
export const HEADER_LENGTH = 64;

/** What the packed images were made from and how. A changed image file shows in the digest only. */
type PackedSettings = Pick<DataConfig, 'target' | 'classes' | 'channels' | 'preprocess' | 'classNames'> & {
  readonly resizeTo: number;
  /** Of a mixture, the parts without their shares, which may change. */
  readonly source?: { readonly train: DataPart | readonly DataPart[]; readonly test: DataPart };
};

/** The images of one part, a value each. */
export interface PackedPart {
  readonly files: readonly string[];
  readonly labels: readonly number[];
  /** 1 or 3, a digit for each image: grey images are packed with one channel even if the data set has three. */
  readonly channels: string;
  /** CRC-32 of the image's bytes. */
  readonly checksums: readonly number[];
  /** Of a mixture, the number of images of each of its parts. */
  readonly mixture?: readonly number[];
}

/** Everything in a packed file except the images. */
export interface PackedIndex {
  readonly settings: PackedSettings;
  /** SHA-256 of the label and the SHA-256 of every image as it was stored, a line each. */
  readonly digest: string;
  readonly classNames: readonly string[];
  readonly parts: Readonly<Partial<Record<PartName, PackedPart>>>;
}

/** The settings of a configuration that decide what is packed. */
export function packedSettings(config: DataConfig): PackedSettings {
  const { target, classes, channels, preprocess, classNames } = config;
  const { imageSize, resizeTo = imageSize } = config;
  const source = config.source && {
    ...config.source,
    train: Array.isArray(config.source.train)
      ? config.source.train.map(({ part }) => part)
      : config.source.train,
  };
  return { source, target, classes, channels, preprocess, classNames, resizeTo };
}
