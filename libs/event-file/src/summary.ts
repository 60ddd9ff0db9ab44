import { bytes, double, doubles, float, integer } from '@jiagu/protobuf';

/**
 * The messages of tensorflow/core/framework/summary.proto that a run writes, each one
 * `Summary.Value`; the numbers are the field numbers of that file.
 */

/** A number. */
export function scalarValue(tag: string, value: number): Buffer {
  return bytes(1, bytes(1, tag), float(2, value));
}

/** A picture, an encoded PNG. */
export function imageValue(tag: string, png: Uint8Array, width: number, height: number): Buffer {
  const colorspace = 3; // RGB; readers decode the PNG itself
  const image = [integer(1, height), integer(2, width), integer(3, colorspace), bytes(4, png)];
  return bytes(1, bytes(1, tag), bytes(4, ...image));
}

/** Thirty bins of equal width from the least to the greatest value; values that are not finite are left out. */
export function histogramValue(tag: string, values: ArrayLike<number>): Buffer {
  const bins = 30;
  let [min, max, count, sum, squares] = [Infinity, -Infinity, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined || !Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    count++;
    sum += value;
    squares += value * value;
  }
  if (count === 0) [min, max] = [0, 0];
  // A constant still needs bins of some width.
  const width = (max > min ? max - min : 1) / bins;
  const limits = Float64Array.from({ length: bins }, (_, i) => min + (i + 1) * width);
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(((values[i] ?? NaN) - min) / width));
    if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const statistics = [min, max, count, sum, squares].map((number, i) => double(i + 1, number));
  return bytes(1, bytes(1, tag), bytes(5, ...statistics, doubles(6, limits), doubles(7, counts)));
}

/** Markdown for TensorBoard's text tab: a string tensor marked for the text plugin. */
export function textValue(tag: string, markdown: string): Buffer {
  const stringType = 7; // DataType.DT_STRING
  const shape = bytes(2, bytes(2, integer(1, 1)));
  const tensor = bytes(8, integer(1, stringType), shape, bytes(8, markdown));
  return bytes(1, bytes(1, tag), tensor, bytes(9, bytes(1, bytes(1, 'text'))));
}
