import { Linear, reorder, type HasClasses } from '@jiagu/nn';
import type { RandomStream } from '@jiagu/random';

/** C of the paper: [N, features] -> scores [N, classes]. Xavier-normal weight, zero bias. */
export class Classifier extends Linear implements HasClasses {
  constructor(features: number, classes: number, random: RandomStream) {
    super(features, classes, 'xavier', random);
  }

  renumberClasses(order: readonly number[]): void {
    reorder(this.weight, order, 1);
    reorder(this.bias, order, 0);
  }
}
