import sharp from 'sharp';

/** Formats that can show one picture after the other. */
export type AnimationFormat = 'webp' | 'gif';

/**
 * Pictures of one size as an animation that goes round for ever. WebP without loss; GIF has 256 colours.
 * @param frames encoded images, each shown for `delay` milliseconds
 */
export async function animation(
  frames: readonly Buffer[],
  { format, delay }: { format: AnimationFormat; delay: number },
): Promise<Buffer> {
  const timing = { loop: 0, delay: frames.map(() => delay) };
  const joined = sharp([...frames], { join: { animated: true } });
  return (format === 'gif' ? joined.gif(timing) : joined.webp({ ...timing, lossless: true })).toBuffer();
}
