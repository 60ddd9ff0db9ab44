/** The validator that needs no image of the target. */
export const SOURCE_ACCURACY = 'source-accuracy';

/** Figures that rank checkpoints of a recogniser without a target label. */
export const VALIDATORS = [
  SOURCE_ACCURACY,
  'entropy',
  'information-maximisation',
  'snd',
  'bnm',
  'class-ami',
] as const;

/** Choice by accuracy on the target's labels: an upper bound, marked wherever it is used. */
export const ORACLE = 'oracle';

/** Choice by the kernel inception distance (KID) between generated images and test images; less is better. */
export const KID = 'kid';

/** A validator of recognisers that needs no target label. */
export type Validator = (typeof VALIDATORS)[number];

/** A validator of recognisers, {@link ORACLE}, or {@link KID} of methods that draw images. */
export type ValidatorName = Validator | typeof ORACLE | typeof KID;
