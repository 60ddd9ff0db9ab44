import { Linear } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** C of the paper: [N, features] -> scores [N, classes]. Xavier-normal weight, zero bias. */
export class Classifier extends Linear {
  constructor(features: number, classes: number, random: RandomStream) {
    super(features, classes, 'xavier', random);
  }
}
