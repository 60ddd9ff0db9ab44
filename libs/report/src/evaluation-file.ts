import { DOMAINS } from '@jiagu/config';
import { directions, type MeasureName } from '@jiagu/generation-metrics';
import _ from 'lodash';
import { z } from 'zod';

const count = z.number().nonnegative();
const classIndex = z.number().int().nonnegative();

const mistakeSchema = z.object({
  file: z.string(),
  label: classIndex,
  predicted: classIndex,
  confidence: z.number(),
});

const domainSchema = z.object({
  accuracy: z.number(),
  perClass: z.array(z.object({ class: classIndex, correct: count, total: count })).default([]),
  /** [true class, predicted class, how often] */
  confusion: z.array(z.tuple([classIndex, classIndex, count])).default([]),
  mistakes: z.array(mistakeSchema).default([]),
});

const swapBarSchema = z.object({
  direction: z.string(),
  measure: z.string(),
  value: z.number(),
  bar: z.string(),
  holds: z.boolean(),
});

const textureSpreadSchema = z.object({
  domain: z.enum(DOMAINS),
  statistic: z.string(),
  row: z.number(),
  real: z.number(),
});

const measureSchema = z.object({
  value: z.number(),
  deviation: z.number().optional(),
  /** of real images in the place of the generated ones; null where it is not known */
  floor: z.number().nullable(),
  floorDeviation: z.number().optional(),
  better: z.enum(['lower', 'higher']),
});

const featuresSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pixels'), size: z.number() }),
  z.object({
    kind: z.literal('recogniser'),
    run: z.string(),
    checkpoint: z.string(),
    step: z.number(),
    domain: z.enum(DOMAINS),
  }),
  z.object({ kind: z.literal('inception'), sha256: z.string() }),
]);

/** One entry for each measure that was taken. */
const byMeasure = <Entry extends z.ZodType>(entry: Entry) =>
  z.object(_.mapValues(directions, () => entry.optional()) as Record<MeasureName, z.ZodOptional<Entry>>);

/** Quality and variety of the images of a generator; measures that were not taken are absent. */
const generationSchema = z.object({
  features: featuresSchema,
  /** whose images it learned to draw */
  domain: z.enum(DOMAINS),
  images: z.object({ generated: count, real: count, training: count }),
  measures: byMeasure(measureSchema),
});

/** The same of translated images. */
const translationSchema = generationSchema.extend({
  /** whose images were translated */
  from: z.enum(DOMAINS),
  /** the same measures of these images as they are */
  untranslated: byMeasure(z.number()),
});

/** `evaluation.json`: the result of a run's last evaluation. Accuracies are 0..1. */
export const evaluationSchema = z.object({
  step: z.number().optional(),
  checkpoint: z.string().optional(),
  /** the validator that chose the checkpoint `best` */
  chosenBy: z.string().nullish(),
  classNames: z.array(z.string()).default([]),
  source: domainSchema.optional(),
  target: domainSchema.optional(),
  /** of a method that draws images */
  generation: generationSchema.optional(),
  /** of a method that translates images, by direction */
  translation: z.array(translationSchema).optional(),
  /** of a method that recognises classes and translates images besides */
  translated: z.array(translationSchema).optional(),
  /** how much the surfaces of swapped images vary with their textures, by direction */
  textures: z.array(textureSpreadSchema).optional(),
  /** the swap's figures beside the bars that they should clear */
  swapBars: z.array(swapBarSchema).optional(),
});

/** A wrongly classified test image. */
export type Mistake = z.infer<typeof mistakeSchema>;
/** A figure of the swap and the threshold that it should meet. */
export type SwapBar = z.infer<typeof swapBarSchema>;
/** How much a surface varies with the texture. */
export type TextureSpread = z.infer<typeof textureSpreadSchema>;
/** Measures of the images of a generator. */
export type Generation = z.infer<typeof generationSchema>;
/** Measures of translated images. */
export type Translation = z.infer<typeof translationSchema>;
/** The result of a run's last evaluation. */
export type Evaluation = z.infer<typeof evaluationSchema>;
