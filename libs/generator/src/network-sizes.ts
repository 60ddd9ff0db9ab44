/** What the data say of a network's inputs and outputs. */
export interface NetworkSizes {
  /** classes of the labelled data; looked at where there is a condition */
  readonly classes: number;
  /** of the images */
  readonly channels: number;
  /** side of the images in pixels */
  readonly imageSize: number;
}
