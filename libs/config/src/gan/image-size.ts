/** Bodies that halve the image down to 4 pixels, or double it up from 4. */
const fromFourPixels = ['dcgan', 'resnet', 'style'];
const sizes = [8, 16, 32, 64, 128, 256];

/**
 * What is wrong with the size of the images for a body of a generator or critic, as a sentence; null where it fits.
 * @param player key of the configuration below `method`
 */
export function ganSizeFault(
  player: 'generator' | 'critic',
  config: { readonly body: string; readonly layers?: number; readonly halvings?: number },
  imageSize: number,
): string | null {
  const key = `method.${player}.body ${config.body}`;
  if (fromFourPixels.includes(config.body) && !sizes.includes(imageSize))
    return `${key} works with sides that are 4 pixels doubled: set data.imageSize to one of ${sizes.join(', ')} instead of ${imageSize}`;
  if (config.halvings !== undefined && imageSize % 2 ** config.halvings !== 0)
    return `method.${player}.halvings ${config.halvings} are too many for data.imageSize ${imageSize}: at most ${Math.log2(imageSize)}`;
  if (config.body === 'autoencoder' && imageSize % 2 !== 0)
    return `${key} halves the image: set data.imageSize to an even number instead of ${imageSize}`;
  if (config.body === 'patch' && imageSize < 3 * 2 ** (config.layers ?? 0))
    return `${key} of ${config.layers} layers halves the image as often and needs 3 pixels at the end: set data.imageSize to at least ${3 * 2 ** (config.layers ?? 0)} instead of ${imageSize}, or lower method.${player}.layers`;
  return null;
}
