import type { TranslatorConfig } from './translator-schema.js';

/** The least side in the middle of a residual translator: its blocks reflect one pixel at each edge. */
const LEAST_MIDDLE = 2;

/** How many times a translator halves images of a side. */
export function translatorHalvings({ body, halvings }: TranslatorConfig, imageSize: number): number {
  if (body === 'resnet' || halvings !== undefined) return halvings as number; // A residual one always says.
  return halvingsOf(imageSize);
}

/** How often a side can be halved. */
function halvingsOf(side: number): number {
  return side % 2 === 0 ? 1 + halvingsOf(side / 2) : 0;
}

/** What is wrong with the side of the images for a translator, as a sentence; null where it fits. */
export function translatorSizeFault(config: TranslatorConfig, imageSize: number): string | null {
  const halvings = translatorHalvings(config, imageSize);
  const key = `method.translator.body ${config.body}`;
  const least = config.body === 'resnet' ? LEAST_MIDDLE : 1;
  if (halvings < 2 && config.body === 'unet')
    return `${key} halves the image twice at least: set data.imageSize to a multiple of 4 instead of ${imageSize}`;
  if (imageSize % 2 ** halvings === 0 && imageSize / 2 ** halvings >= least) return null;
  const unit = 2 ** halvings;
  const near = Math.max(least, Math.round(imageSize / unit)) * unit;
  return `${key} halves the image ${halvings} times${least > 1 ? ` and needs ${least} pixels then` : ''}: set data.imageSize to a multiple of ${unit} such as ${near} instead of ${imageSize}, or lower method.translator.halvings`;
}
