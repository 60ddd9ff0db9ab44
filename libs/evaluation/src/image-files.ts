import { decodeImage, resize, type Dataset } from '@jiagu/data';

/** Image files as a data set without labels: all of them are -1. Nothing is kept in memory. */
export function imageFiles(
  files: readonly string[],
  { name, classNames, channels, resizeTo }: Pick<Dataset, 'name' | 'classNames' | 'channels' | 'resizeTo'>,
): Dataset {
  const at = (i: number): string => {
    const file = files[i];
    if (file === undefined) throw new RangeError(`${name}: no image ${i} among ${files.length}`);
    return file;
  };
  return {
    name,
    classNames,
    channels,
    resizeTo,
    files,
    labels: new Int32Array(files.length).fill(-1),
    length: files.length,
    read: async (i) => resize(await decodeImage(at(i), channels), resizeTo, resizeTo, 'bicubic'),
    origin: at,
  };
}
