/** The validator that needs no image of the target. */
export const SOURCE_ACCURACY = 'source-accuracy';

/** Figures that rank states of a recogniser without a target label. */
export const VALIDATORS = [
  SOURCE_ACCURACY,
  'entropy',
  'information-maximisation',
  'snd',
  'bnm',
  'class-ami',
] as const;

/** The choice by target labels, an upper bound that is marked wherever it is used. */
export const ORACLE = 'oracle';

/** The choice by kernel distance between images that a method draws and test images; less is better. */
export const KID = 'kid';

/** Ranks states of the networks without a target label. */
export type Validator = (typeof VALIDATORS)[number];

/** A validator of recognisers, {@link ORACLE}, or {@link KID} of methods that draw images. */
export type ValidatorName = Validator | typeof ORACLE | typeof KID;
