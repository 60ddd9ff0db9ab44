import type { AdversarialLoss } from './adversarial-loss.js';
import { energyLoss } from './energy.js';
import { hingeLoss } from './hinge.js';
import { leastSquaresLoss } from './least-squares.js';
import { minimaxLoss, nonSaturatingLoss } from './logistic.js';
import { relativisticLoss } from './relativistic.js';
import { wassersteinLoss } from './wasserstein.js';

/** An adversarial loss by its name, with its own settings. */
export type AdversarialLossChoice =
  | {
      name: 'minimax' | 'non-saturating' | 'least-squares';
      /** the critic's target for real images: 1, or less for one-sided label smoothing */
      realLabel: number;
    }
  | { name: 'hinge' | 'wasserstein' | 'relativistic' }
  | {
      name: 'energy';
      /** energy above which the critic ignores a generated image; above 0 */
      margin: number;
    };

/** The functions of an adversarial loss. */
export function adversarialLoss(choice: AdversarialLossChoice): AdversarialLoss {
  switch (choice.name) {
    case 'minimax':
      return minimaxLoss(choice.realLabel);
    case 'non-saturating':
      return nonSaturatingLoss(choice.realLabel);
    case 'least-squares':
      return leastSquaresLoss(choice.realLabel);
    case 'hinge':
      return hingeLoss;
    case 'wasserstein':
      return wassersteinLoss;
    case 'relativistic':
      return relativisticLoss;
    case 'energy':
      return energyLoss(choice.margin);
  }
}
