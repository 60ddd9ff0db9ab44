import { dirname, extname } from 'node:path';
import type { Domain } from '@jiagu/config';
import type { Dataset } from '@jiagu/data';
import { makeFolder, writeWhole } from '@jiagu/disk';
import { explainImages, predictImages } from '@jiagu/evaluation';
import {
  encodeHeat,
  encodePicture,
  guessesWithout,
  predictionsCsv,
  predictionSheet,
  someOf,
  type SheetImage,
} from '@jiagu/report';
import { note } from '../command-line/output.js';
import { withProgress } from '../command-line/progress.js';
import { UsageError } from '../command-line/usage-error.js';
import { capability } from '../runs/capability.js';
import type { OpenRun } from '../runs/open-run.js';
import { classExamples } from './class-examples.js';

/** Pixels of a side of an activation map as it is laid over its image. */
const HEAT_SIZE = 48;

/** What a file of predictions is, by its ending. */
const kinds: Readonly<Record<string, 'sheet' | 'table' | undefined>> = { '.html': 'sheet', '.csv': 'table' };

/** @throws UsageError where the ending of a file does not tell what to write */
export function requireKnownEnding(file: string): void {
  if (!kinds[extname(file).toLowerCase()])
    throw new UsageError(
      `--output ${file}: the name must end in .html for a contact sheet or .csv for a table`,
    );
}

/**
 * Writes what images of a domain are taken for: a contact sheet (.html) or a table (.csv), whole or not at all, in place
 * of a file that is there.
 * @param top classes to name for each image
 * @throws Error naming an image that can't be read; WriteError where the disk refuses
 */
export async function writePredictions(
  file: string,
  run: OpenRun,
  dataset: Dataset,
  { domain, top }: { domain: Domain; top: number },
): Promise<void> {
  const { config, step } = run;
  const recogniser = capability(run, 'recogniser');
  const options = { batchSize: config.training.evaluate.batchSize, imageSize: config.data.imageSize, top };
  const kind = kinds[extname(file).toLowerCase()];
  let warning: string | undefined;
  const content = await withProgress('reading characters', async (onProgress) => {
    if (kind === 'table')
      return predictionsCsv(
        await predictImages((images) => recogniser.logits(images, domain), dataset, {
          ...options,
          onProgress,
        }),
      );
    const images: SheetImage[] = [];
    const explained = explainImages(recogniser, dataset, { ...options, domain, heatSize: HEAT_SIZE });
    for await (const { image, heat, ...prediction } of explained) {
      const picture = await encodePicture(image);
      images.push({ ...prediction, picture, heat: heat && (await encodeHeat(heat)) });
      onProgress(images.length, dataset.length);
    }
    const { examples, lacking } = await classExamples(run, encodePicture);
    const without = guessesWithout(images, examples);
    if (without.length > 0) warning = `no handprinted example of ${someOf(without)} is shown: ${lacking}`;
    const looked = domain === 'target' ? 'scanned' : 'handprinted';
    return predictionSheet({
      run: config.title || config.name,
      about: `${config.method.name} at step ${step}, its networks for ${looked} images`,
      images,
      examples,
    });
  });
  if (warning !== undefined) note(warning);
  makeFolder(dirname(file));
  writeWhole(file, content);
}
