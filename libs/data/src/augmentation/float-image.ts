/** An image of numbers, 0..1 but between photometric steps: height x width x channels. */
export interface FloatImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Float32Array;
}
