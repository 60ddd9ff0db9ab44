import { measureTitles, type MeasureName, type ScoredMeasure, type ScoredMeasures } from './measures.js';

/** What is wrong with a generator by its measures. */
export interface Verdict {
  readonly kind: 'collapsed' | 'copies' | 'far off' | 'labels';
  /** in a word or two */
  readonly name: string;
  /** what is seen, a sentence without its full stop */
  readonly seen: string;
  /** the figures by which it is */
  readonly figures: string;
  /** what to do */
  readonly advice: string;
}

/** A verdict in one text. */
export const describeVerdict = ({ name, seen, figures, advice }: Verdict): string =>
  `${name}: ${seen} (${figures}). ${advice}`;

/** A figure below this share of what real images get is a fault. */
const FAULT = 0.5;

/** Authenticity below this share of what real images get means copies. */
const COPIES = 0.6;

/** Copies of a set are as varied as it is: their diversity is at least this share of it, that of blurred images is not. */
const VARIED = 0.75;

/** A share of images below this is as good as none. */
const NONE = 0.1;

/**
 * Judges a generator by its measures, whatever their features are: what stands beside their floors counts, and a measure
 * that was not taken says nothing. A copier gets perfect distances, precision and recall, and is told by authenticity
 * alone; one that draws a few images over and over also gets a low authenticity and is told by its diversity first.
 * @returns nothing where no fault is seen, which is no proof of quality
 */
export function verdicts(measures: ScoredMeasures): Verdict[] {
  const told = [oneOverAndOver(measures) ?? farOff(measures) ?? copies(measures), labels(measures)];
  return told.filter((verdict) => verdict !== undefined);
}

function oneOverAndOver({ diversity, recall, coverage, precision }: ScoredMeasures): Verdict | undefined {
  const same = belowFloor(diversity);
  // Good images, but hardly any of the real ones are like them. Copies of a small set lie so close together that recall
  // sees none of the real images around them; coverage does.
  const covers = coverage !== undefined && !belowFloor(coverage);
  const few =
    !belowFloor(precision) &&
    ((below(recall, NONE) && belowFloor(recall) && !covers) ||
      (below(coverage, NONE) && belowFloor(coverage)));
  if (!same && !few) return undefined;
  return {
    kind: 'collapsed',
    name: 'collapsed',
    seen: 'the generator draws the same few images over and over',
    figures: told({ diversity, recall, coverage }),
    advice:
      'In the first steps that is usual; later, go back to a checkpoint before it did, and lower the learning rates, ' +
      'or give the critic of a GAN a gradient penalty, minibatch deviation or differentiable augmentation',
  };
}

function farOff({ precision, recall }: ScoredMeasures): Verdict | undefined {
  if (!below(precision, NONE) || !belowFloor(precision)) return undefined;
  return {
    kind: 'far off',
    name: 'far off',
    seen: 'hardly any image is like a real one',
    figures: told({ precision, recall }),
    advice:
      'Train longer; where it no longer improves, look at the samples and whether polarity and size are those of the real images',
  };
}

function copies({ authenticity, precision, recall, diversity }: ScoredMeasures): Verdict | undefined {
  // Blurred images lie near many training images, too, but are less varied than these.
  if (!belowFloor(authenticity, COPIES) || belowFloor(diversity, VARIED)) return undefined;
  return {
    kind: 'copies',
    name: 'copying',
    seen: 'images are training images or next to them, so that good figures of the others mean nothing',
    figures: told({ authenticity, precision, recall }),
    advice:
      'Do not train on them; bring more training images, augment them differentiably, ' +
      'narrow the networks or stop earlier',
  };
}

function labels({ labelCorrectness }: ScoredMeasures): Verdict | undefined {
  if (!belowFloor(labelCorrectness)) return undefined;
  return {
    kind: 'labels',
    name: 'wrong labels',
    seen: 'images do not show the class that they stand for',
    figures: told({ labelCorrectness }),
    advice:
      'See whether classes are in the order of the recogniser; where they are, the generator heeds its labels too little: ' +
      'train longer or strengthen the condition. Do not train on them',
  };
}

const below = (measure: ScoredMeasure | undefined, bar: number): boolean =>
  measure !== undefined && measure.value < bar;

const belowFloor = (measure: ScoredMeasure | undefined, share = FAULT): boolean =>
  typeof measure?.floor === 'number' && measure.value < share * measure.floor;

/** `recall 0.02, of real images 0.71`. */
function told(measures: ScoredMeasures): string {
  return Object.entries(measures)
    .flatMap(([name, measure]) =>
      measure
        ? `${measureTitles[name as MeasureName]} ${measure.value.toFixed(2)}` +
          (measure.floor === null ? '' : `, of real images ${measure.floor.toFixed(2)}`)
        : [],
    )
    .join('; ');
}
