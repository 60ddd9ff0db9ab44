import type { CycleganConfig, DataConfig, RunConfig } from '@jiagu/config';
import { domainData } from '@jiagu/data';
import { crossEntropy } from '@jiagu/losses';
import { detach } from '@jiagu/nn';
import { RandomStreams } from '@jiagu/random';
import type { InitialWeights } from '@jiagu/training';
import * as tf from '@tensorflow/tfjs-core';
import { BackboneNetworks } from '../backbone-method/backbone-networks.js';
import { loadWeights } from '../load-weights.js';
import { onSource } from '../passes.js';
import { pretrainClassifier } from '../pretrain-classifier.js';
import type { Terms } from '../update.js';
import type { TwoWayStep, TwoWayWish } from './two-way-wish.js';

/** How the recogniser is trained where it is not given. */
const pretraining = { rate: 1e-3, batchSize: 32 };

type SemanticConfig = NonNullable<CycleganConfig['semantic']>;

/**
 * CyCADA's semantic consistency (Hoffman 2018, eq. 4): a recogniser of the source, which stands still, is to read a
 * translated source image as its class, and a translated target image as what it takes the original for.
 */
export class SemanticConsistency implements TwoWayWish {
  readonly trained = {};
  readonly frozen: BackboneNetworks['modules'];
  readonly labels = true;
  private readonly data: DataConfig;
  private readonly networks: BackboneNetworks;

  constructor(
    config: Pick<RunConfig, 'data' | 'model'>,
    private readonly settings: SemanticConfig,
    random: RandomStreams,
  ) {
    this.data = config.data;
    this.networks = new BackboneNetworks(config, { bottleneck: 0 }, random.stream('init'));
    this.frozen = this.networks.modules;
  }

  /** Loads the recogniser from a file, or trains it on strong views of the source. */
  async initialise({ domains, log }: InitialWeights): Promise<void> {
    const { weights, pretrainSteps: steps } = this.settings;
    const { networks } = this;
    if (weights !== 'source') {
      for (const line of loadWeights({ modules: networks.modules }, weights)) log(line);
      return;
    }
    const logits = (images: tf.Tensor4D): tf.Tensor2D => networks.forward(images, onSource).logits;
    await pretrainClassifier(
      { name: 'recogniser', modules: networks.modules, logits, steps, polarity: 0, ...pretraining },
      this.data,
      domainData(domains, 'source').train,
      new RandomStreams(0),
      log,
    );
  }

  terms({ real, translated, labels }: TwoWayStep): { terms: Terms } {
    if (!labels) throw new Error('a batch without labels of the source');
    const { weight } = this.settings;
    const taken = tf.argMax(detach(this.read(real.target)), 1) as tf.Tensor1D;
    return {
      terms: {
        'semantic, source': [weight, crossEntropy(this.read(translated.target), labels)],
        'semantic, target': [weight, crossEntropy(this.read(translated.source), taken)],
      },
    };
  }

  /** Class scores, by what is known of the source. */
  private read(images: tf.Tensor4D): tf.Tensor2D {
    return this.networks.forward(images, { training: false, domain: 'source' }).logits;
  }
}
