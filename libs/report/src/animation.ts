import sharp from 'sharp';

/** Formats of animations. */
export type AnimationFormat = 'webp' | 'gif';

/**
 * Pictures of one size as an animation that loops for ever. WebP is lossless; GIF has 256 colours.
 * @param frames encoded images, each shown for `delay` milliseconds
 * @returns the encoded animation
 */
export async function animation(
  frames: readonly Buffer[],
  { format, delay }: { format: AnimationFormat; delay: number },
): Promise<Buffer> {
  const timing = { loop: 0, delay: frames.map(() => delay) };
  const joined = sharp([...frames], { join: { animated: true } });
  return (format === 'gif' ? joined.gif(timing) : joined.webp({ ...timing, lossless: true })).toBuffer();
}
