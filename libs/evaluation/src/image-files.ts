import { decodeImage, preprocess, type Dataset, type DatasetOptions } from '@jiagu/data';

/** How the images are to be understood. */
type ImageFilesOptions = Pick<Dataset, 'name' | 'classNames' | 'channels' | 'resizeTo'> &
  Pick<DatasetOptions, 'preprocess'>;

/** Image files as a data set without labels: all of them are -1. Nothing is kept in memory. */
export function imageFiles(files: readonly string[], options: ImageFilesOptions): Dataset {
  const { name, classNames, channels, resizeTo } = options;
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
    read: async (i) => preprocess(await decodeImage(at(i), channels), options.preprocess, resizeTo),
    origin: at,
  };
}
