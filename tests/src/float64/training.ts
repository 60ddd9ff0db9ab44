import { labels, uniform } from './generated.js';
import {
  bceWithLogits,
  crossEntropy,
  leastSquares,
  reconstructionLoss,
  translationLoss,
  weightedSum,
} from './losses.js';
import { Networks } from './networks.js';
import { adam, sgd } from './optimizers.js';
import { State } from './state.js';
import { Tensor } from './tensor.js';

/** What a reference file says of a run, and the widths that it leaves to the shapes of the parameters. */
export interface Settings {
  seed: string;
  batch: number;
  imageSize: number;
  steps: number;
  totalSteps: number;
  numClasses: number;
  privateCodeSize: number;
  discriminatorEvery: number;
  lr: { encoder: number; featureDiscriminator: number; reconstruction: number; imageDiscriminator: number };
  weightDecay: number;
  momentum: number;
  power: number;
  width: ConstructorParameters<typeof Networks>[1];
}

export interface Iteration {
  losses: Record<string, Tensor>;
  forward: Record<string, Tensor>;
}

/** STSN's iterations as the paper and its published implementation give them. */
export class Training {
  readonly state: State;
  private readonly networks: Networks;
  private readonly optimizers;

  constructor(private readonly settings: Settings) {
    const { seed, width, numClasses, privateCodeSize, momentum, weightDecay } = settings;
    this.state = new State(seed);
    this.networks = new Networks(this.state, width, numClasses, privateCodeSize);
    this.optimizers = {
      encoder: sgd(momentum, weightDecay),
      classifier: sgd(momentum, weightDecay),
      reconstruction: adam(0.5, 0.999),
      imageDiscriminator: adam(0.5, 0.999),
      featureDiscriminator: adam(0.9, 0.99),
    };
  }

  /** One iteration; its gradients of the total stand in the parameters. */
  step(index: number): Iteration {
    const { seed, batch, numClasses, discriminatorEvery } = this.settings;
    const { networks } = this;
    const [x_s, x_t] = [this.images(`batch${index}.source`), this.images(`batch${index}.target`)];
    const y_s = labels(seed, `batch${index}.labels`, batch, numClasses);

    const [s, t] = [networks.shared(x_s), networks.shared(x_t)];
    const private_s = networks.private_('enc_s', s.low);
    const private_t = networks.private_('enc_t', t.low);
    const rec_s = networks.decode(s.structure, private_s, 0);
    const rec_t = networks.decode(t.structure, private_t, 1);
    const rec_t2s = networks.decode(t.structure, private_s, 0);
    const rec_s2t = networks.decode(s.structure, private_t, 1);

    const dis_f_s = networks.judgeFeature(s.pooled.detach());
    const dis_f_t = networks.judgeFeature(t.pooled.detach());
    const dis_f = weightedSum([
      [1, bceWithLogits(dis_f_s, 1)],
      [1, bceWithLogits(dis_f_t, 0)],
    ]);
    dis_f.backward();
    this.update('featureDiscriminator', index, 'dis_f.');

    const judged: Iteration = { losses: {}, forward: {} };
    if (index % discriminatorEvery === 0) {
      const ways = [
        ['dis_s2t', x_t, rec_s2t],
        ['dis_t2s', x_s, rec_t2s],
      ] as const;
      for (const [side, image, translated] of ways) {
        const real = networks.judge(side, image);
        const fake = networks.judge(side, translated.detach());
        const loss = weightedSum([
          [0.5, leastSquares(real, 1)],
          [0.5, leastSquares(fake, 0)],
        ]);
        loss.backward();
        judged.losses[side] = loss;
        Object.assign(judged.forward, { [`${side}_real`]: real, [`${side}_fake`]: fake });
      }
      this.update('imageDiscriminator', index, 'dis_s2t.', 'dis_t2s.');
    }

    const perceive = (image: Tensor): Tensor[] => networks.perceive(image);
    const [phi_s, phi_t] = [perceive(x_s), perceive(x_t)];
    const losses = {
      cls: crossEntropy(s.logits, y_s),
      cls_s2t: crossEntropy(networks.shared(rec_s2t.detach()).logits, y_s),
      feat: bceWithLogits(networks.judgeFeature(t.pooled), 1),
      rec_s: reconstructionLoss(perceive(rec_s), phi_s),
      rec_t: reconstructionLoss(perceive(rec_t), phi_t),
      gen_s2t: leastSquares(networks.judge('dis_s2t', rec_s2t), 1),
      gen_t2s: leastSquares(networks.judge('dis_t2s', rec_t2s), 1),
      per_s2t: translationLoss(perceive(rec_s2t), phi_s, phi_t),
      per_t2s: translationLoss(perceive(rec_t2s), phi_t, phi_s),
    };
    const total = weightedSum([
      [1, losses.cls],
      [1, losses.cls_s2t],
      [1, losses.feat],
      [0.5, losses.rec_s],
      [0.5, losses.rec_t],
      [0.01, losses.gen_s2t],
      [0.01, losses.gen_t2s],
      [0.05, losses.per_s2t],
      [0.05, losses.per_t2s],
    ]);
    total.backward();
    return {
      losses: { ...losses, total, dis_f, ...judged.losses },
      forward: {
        ...{ low_s: s.low, code_s: s.structure, feat_s: s.pooled, logits_s: s.logits },
        ...{ low_t: t.low, code_t: t.structure, feat_t: t.pooled, logits_t: t.logits },
        ...{ private_s, private_t, rec_s, rec_t, rec_t2s, rec_s2t, dis_f_s, dis_f_t },
        ...judged.forward,
      },
    };
  }

  /** Lets the encoders, the classifier and the decoder follow the gradients of the total. */
  follow(index: number): void {
    const recogniser = [...this.state.startingWith('enc_shared.')];
    const isClassifier = (name: string): boolean => name.startsWith('enc_shared.fc.');
    const apply = (of: 'encoder' | 'classifier', parameters: [string, Tensor][], factor: number): void =>
      this.optimizers[of].apply(
        parameters.map(([, tensor]) => tensor),
        factor * this.rate('encoder', index),
      );
    apply(
      'encoder',
      recogniser.filter(([name]) => !isClassifier(name)),
      1,
    );
    apply(
      'classifier',
      recogniser.filter(([name]) => isClassifier(name)),
      10,
    );
    this.update('reconstruction', index, 'enc_s.', 'enc_t.', 'dec.');
  }

  /** Scores of the shared encoder in evaluation mode. */
  evaluate(): Tensor {
    this.networks.training = false;
    return this.networks.shared(this.images('eval.images')).logits;
  }

  private images(name: string): Tensor {
    const { seed, batch, imageSize } = this.settings;
    const shape = [batch, 3, imageSize, imageSize];
    return new Tensor(shape, uniform(seed, name, batch * 3 * imageSize ** 2));
  }

  private update(name: keyof Settings['lr'], index: number, ...prefixes: string[]): void {
    this.optimizers[name].apply(this.state.startingWith(...prefixes).values(), this.rate(name, index));
  }

  private rate(name: keyof Settings['lr'], index: number): number {
    const { lr, totalSteps, power } = this.settings;
    return lr[name] * (1 - index / totalSteps) ** power;
  }
}
