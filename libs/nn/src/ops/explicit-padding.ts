/** Padding of one spatial axis, in pixels before and after. */
export type AxisPadding = [before: number, after: number];

/**
 * TensorFlow's padding that equals PyTorch's symmetric padding by a number of pixels: `same` where both agree,
 * otherwise the pixels to add to height and width before a `valid` window.
 */
interface ExplicitPadding {
  mode: 'same' | 'valid';
  /** null: nothing to add */
  pixels: [height: AxisPadding, width: AxisPadding] | null;
}

/**
 * Finds TensorFlow's padding for PyTorch's symmetric padding by a number of pixels.
 * @param size height and width of the input
 * @param kernel height and width of the window
 * @throws Error when the window does not fit into the padded input
 */
export function explicitPadding(
  size: readonly [number, number],
  kernel: readonly [number, number],
  stride: number,
  padding: number,
): ExplicitPadding {
  const height = axisPadding(size[0], kernel[0], stride, padding);
  const width = axisPadding(size[1], kernel[1], stride, padding);
  if (!height || !width)
    throw new Error(
      `a ${kernel.join(' x ')} window does not fit into ${size.join(' x ')} pixels padded by ${padding}`,
    );
  if (height.same && width.same) return { mode: 'same', pixels: null };
  if (padding === 0) return { mode: 'valid', pixels: null };
  return {
    mode: 'valid',
    pixels: [
      [padding, height.after],
      [padding, width.after],
    ],
  };
}

/** @returns how many pixels of padding after the input are used, and whether `same` pads equally on both sides */
function axisPadding(
  size: number,
  kernel: number,
  stride: number,
  padding: number,
): { after: number; same: boolean } | null {
  const output = Math.floor((size + 2 * padding - kernel) / stride) + 1;
  if (output < 1) return null;
  const after = Math.max((output - 1) * stride + kernel - size - padding, 0);
  const total = Math.max((output - 1) * stride + kernel - size, 0);
  const before = Math.floor(total / 2);
  return {
    after,
    same: Math.ceil(size / stride) === output && before === padding && total - before === after,
  };
}
