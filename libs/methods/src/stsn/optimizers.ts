import type { StsnConfig } from '@jiagu/config';
import type { Parameter } from '@jiagu/nn';
import { Adam, polynomial, Sgd, type Optimizer } from '@jiagu/training';
import type { StsnNetworks } from './networks.js';

/** The optimisers by what they update. */
export interface StsnOptimizers {
  encoder: Optimizer;
  classifier: Optimizer;
  /** both private encoders and the decoder */
  reconstruction: Optimizer;
  /** both image discriminators */
  imageDiscriminator: Optimizer;
  featureDiscriminator: Optimizer;
}

/** A learning rate for each optimiser. */
export type Rates = Record<keyof StsnOptimizers, number>;

/** Optimisers of the networks' parameters; the configured encoder's settings are also the classifier's. */
export function buildOptimizers(networks: StsnNetworks, { optimizers }: StsnConfig): StsnOptimizers {
  const { E_g, C, E_n, G, D_I, D_F } = networks;
  const { encoder } = optimizers;
  const recogniser = (parameters: Parameter[]): Optimizer =>
    encoder.type === 'sgd' ? new Sgd(parameters, encoder) : new Adam(parameters, encoder);
  const gan = { beta1: 0.5, beta2: 0.999 };
  return {
    encoder: recogniser(E_g.parameters()),
    classifier: recogniser(C.parameters()),
    reconstruction: new Adam(
      [...E_n.source.parameters(), ...E_n.target.parameters(), ...G.parameters()],
      gan,
    ),
    imageDiscriminator: new Adam([...D_I.target.parameters(), ...D_I.source.parameters()], gan),
    featureDiscriminator: new Adam(D_F.parameters(), { beta1: 0.9, beta2: 0.99 }),
  };
}

/** The learning rates of a step, all falling as (1 - step / total)^power. */
export function learningRates({ optimizers }: StsnConfig, step: number, total: number): Rates {
  const factor = polynomial(step, total, optimizers.power);
  const { encoder, reconstruction, imageDiscriminator, featureDiscriminator } = optimizers;
  return {
    encoder: encoder.lr * factor,
    classifier: encoder.lr * encoder.classifier * factor,
    reconstruction: reconstruction.lr * factor,
    imageDiscriminator: imageDiscriminator.lr * factor,
    featureDiscriminator: featureDiscriminator.lr * factor,
  };
}
