import { bothDomains, domainData, type Domains } from '@jiagu/data';
import type { RunConfig } from '@jiagu/config';
import { TRANSLATION_PICTURES } from '@jiagu/report';
import { fedDomains, type Method } from '@jiagu/training';
import type { PictureOptions } from './draw-images.js';
import { generatorPictures, samplesPicture, type GeneratorPictureOptions } from './generator-pictures.js';
import { finalPictures, runPictures, type NamedPicture } from './run-pictures.js';
import { stripsPicture } from './swap-pictures.js';
import { translationPicture } from './translation-picture.js';

/** A method and its training images. */
interface PicturedParts {
  readonly config: RunConfig;
  readonly method: Method;
  readonly domains: Domains;
}

/** Number of image pairs in a progress picture of a separation or translation. */
const pairs = 8;

/** The function that draws a progress picture of a method, by its capabilities; undefined if it has none to show. */
export function progressPicture(parts: PicturedParts): (() => Promise<Buffer>) | undefined {
  const { separation, translation, generator } = parts.method;
  if (separation) return () => stripsPicture(separation, { ...swapOptions(parts), pairs });
  if (translation) return () => translationPicture(translation, { ...swapOptions(parts), pairs });
  if (generator) return () => samplesPicture(generator, generatorOptions(parts));
  return undefined;
}

/** Draws the final pictures of a training, one after the other, by the capabilities of its method. */
export async function* picturesAtTheEnd(parts: PicturedParts): AsyncGenerator<NamedPicture, void, void> {
  const { separation, translation, generator } = parts.method;
  if (separation) yield* runPictures(separation, swapOptions(parts), finalPictures);
  else if (translation)
    yield {
      file: TRANSLATION_PICTURES.strips,
      content: await translationPicture(translation, { ...swapOptions(parts), pairs: 2 * pairs }),
    };
  if (generator) yield* generatorPictures(generator, generatorOptions(parts));
}

function swapOptions({ config: { data, seed }, domains }: PicturedParts): PictureOptions {
  const { source, target } = bothDomains(domains);
  return { source: source.test, target: target.test, imageSize: data.imageSize, seed };
}

/** The options for pictures of a generator, from the domain that its method is trained on. */
function generatorOptions({
  config: { data, seed },
  method,
  domains,
}: PicturedParts): GeneratorPictureOptions {
  const [domain] = fedDomains(method.feeds);
  if (!domain) throw new Error('a method that uses no domain has no images to draw');
  const { train, test } = domainData(domains, domain);
  return { training: train, real: test, imageSize: data.imageSize, seed };
}
