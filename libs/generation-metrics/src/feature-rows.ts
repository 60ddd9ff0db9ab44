/** What a network saw of each image: a row an image, all of one width. The network is named beside every figure. */
export type FeatureRows = readonly Float32Array[];

/** Two sets of features, as most measures compare them. */
export interface Sets {
  readonly generated: FeatureRows;
  readonly real: FeatureRows;
}

/**
 * Refuses what a measure can't be computed of.
 * @param least how many images of each set the measure needs
 * @throws RangeError when a set is too small, or a row is of another width or not finite; it names the set and the image
 */
export function checkSets({ generated, real }: Sets, least: number): void {
  const width = generated[0]?.length ?? 0;
  checkRows('generated', generated, least, width);
  checkRows('real', real, least, width);
}

/** The same for one set, whose rows are of the given width. */
export function checkRows(
  name: string,
  rows: readonly ArrayLike<number>[],
  least: number,
  width: number,
): void {
  if (rows.length < least)
    throw new RangeError(`${rows.length} ${name} images, but this measure needs ${least} or more`);
  for (const [n, row] of rows.entries()) {
    if (row.length !== width || width === 0)
      throw new RangeError(
        `${name} image ${n} has ${row.length} numbers where ${width || 'some'} are expected; one network must see all images`,
      );
    for (let i = 0; i < width; i++)
      if (!Number.isFinite(row[i]))
        throw new RangeError(
          `${name} image ${n}: number ${i} is ${row[i]}; the network or the image is broken`,
        );
  }
}
