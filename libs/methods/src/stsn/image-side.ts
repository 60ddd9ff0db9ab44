import type { RunConfig } from '@jiagu/config';

/** The smallest side of the structure that the decoder's reflection padding allows. */
const LEAST = 2;

/**
 * Why STSN's decoder can't draw images of the configured side; undefined where it can. The encoder halves the side,
 * rounding up, and the decoder doubles the structure as many times.
 */
export function sideProblem({ data, model }: Pick<RunConfig, 'data' | 'model'>): string | undefined {
  const { imageSize } = data;
  const { stem, lastStageStride, structureStage } = model;
  const halvings =
    structureStage + Number(stem.maxPool) - Number(structureStage === 4 && lastStageStride === 1);
  const even = stem.kernel % 2 === 0;
  // Padded by half of its side, an even kernel has one more position.
  let structure = even ? Math.floor(imageSize / 2) + 1 : Math.ceil(imageSize / 2);
  for (let i = 1; i < halvings; i++) structure = Math.ceil(structure / 2);
  const unit = 2 ** halvings;
  const drawn = unit * structure;
  if (even)
    return (
      `model.stem.kernel is ${stem.kernel}: with an even kernel STSN's decoder draws ${drawn} pixels where data.imageSize ` +
      `is ${imageSize}; use an odd one, such as ${stem.kernel + 1}`
    );
  if (drawn === imageSize && structure >= LEAST) return undefined;
  const below = Math.max(LEAST * unit, unit * Math.floor(imageSize / unit));
  const sides = below < imageSize ? `${below} or ${below + unit}` : String(below);
  return (
    `data.imageSize is ${imageSize}, which STSN's decoder can't draw: with this encoder (model.stem, ` +
    `model.lastStageStride, model.structureStage) it takes multiples of ${unit} from ${LEAST * unit} on, such as ${sides}`
  );
}
