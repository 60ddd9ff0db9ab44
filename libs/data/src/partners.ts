import type { Dataset } from './dataset.js';

/** Folders of a path that tell images of one name apart, with the name itself. */
const TOLD = 2;

/**
 * The images of a data set in the order of their partners in another: those of the same file and folder name, such as
 * `c003/0012.png`.
 * @returns as many images as `first` has, with its labels, so that both are drawn in the same order
 * @throws Error naming an image of `first` that has no partner, or two images of either set that are called alike
 */
export function partnersOf(first: Dataset, second: Dataset): Dataset {
  const there = placesOf(second);
  const order = Array.from(placesOf(first), ([name, i]) => {
    const place = there.get(name);
    if (place === undefined)
      throw new Error(
        `${first.origin(i)} has no partner in ${second.name}: there is no image ${name}. Pairs have the same file ` +
          'name in folders of the same name, as `jiagu data synth --paired` writes them',
      );
    return place;
  });
  const at = (i: number): number => order[i] as number;
  return {
    ...pickShape(second),
    files: order.map((place) => second.files[place] as string),
    labels: first.labels,
    length: order.length,
    balanced: first.balanced,
    mixture: first.mixture,
    read: (i) => second.read(at(i)),
    origin: (i) => second.origin(at(i)),
  };
}

const pickShape = ({ name, classNames, channels, resizeTo }: Dataset) => ({
  name,
  classNames,
  channels,
  resizeTo,
});

/** Where the image of each name is. */
function placesOf(dataset: Dataset): Map<string, number> {
  const places = new Map<string, number>();
  for (const [i, file] of dataset.files.entries()) {
    const name = file.split(/[/\\]/).slice(-TOLD).join('/');
    const other = places.get(name);
    if (other !== undefined)
      throw new Error(
        `${dataset.origin(other)} and ${dataset.origin(i)} are called alike, so that pairs can't be told apart: ` +
          'give images of a folder name different names',
      );
    places.set(name, i);
  }
  return places;
}
