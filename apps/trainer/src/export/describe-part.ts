import type { Domain, RunConfig } from '@jiagu/config';
import type { Part } from './trace-method.js';

/** What users of an exported network must know, as JSON in the file's metadata. */
export interface PartDescription {
  readonly program: string;
  readonly run: string;
  readonly method: string;
  readonly checkpoint: string;
  readonly step: number;
  readonly part: Part;
  readonly domain: Domain;
  /** How an image file becomes `images`, in the order of the keys. */
  readonly preprocessing: Preprocessing;
  /** In the order of `logits`; a softmax of the logits gives confidences. */
  readonly classes: readonly string[];
}

interface Preprocessing {
  /** 1: grey by the luma of Rec. 601; 3: red, green, blue */
  readonly channels: number;
  readonly trim: string;
  readonly background: number;
  readonly invert: boolean;
  readonly square: string;
  readonly margin: number;
  readonly resizeTo: number;
  readonly interpolation: 'bicubic';
  readonly centreCrop: number;
  readonly normalisation: 'value / 127.5 - 1';
}

/** What is told of a part of a run. */
export function describePart(
  { name, data, method }: RunConfig,
  about: Pick<PartDescription, 'program' | 'checkpoint' | 'step' | 'part' | 'domain' | 'classes'>,
): PartDescription {
  const { trim, background, invert, square, margin } = data.preprocess[about.domain];
  return {
    ...about,
    run: name,
    method: method.name,
    preprocessing: {
      channels: data.channels,
      trim,
      background,
      invert,
      square,
      margin,
      resizeTo: data.resizeTo ?? data.imageSize,
      interpolation: 'bicubic',
      centreCrop: data.imageSize,
      normalisation: 'value / 127.5 - 1',
    },
  };
}
