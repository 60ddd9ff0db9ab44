/** Sizes of a network's inputs and outputs, which the data determine. */
export interface NetworkSizes {
  /** classes of the labelled data; used only with a condition */
  readonly classes: number;
  /** of the images */
  readonly channels: number;
  /** side of the images in pixels */
  readonly imageSize: number;
}
