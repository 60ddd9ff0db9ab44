/** An image of height x width x channels numbers, in 0..1 except between photometric steps. */
export interface FloatImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Float32Array;
}
