import * as tf from '@tensorflow/tfjs-core';
import { Classifier } from '@jiagu/classifier';
import type { RunConfig, SourceOnlyConfig } from '@jiagu/config';
import { crossEntropy } from '@jiagu/losses';
import { Linear, noGrad, type Domain, type Module, type Pass } from '@jiagu/nn';
import type { RandomStreams } from '@jiagu/random';
import type { SharedEncoder } from '@jiagu/shared-encoder';
import { Adam, inverse, polynomial, Sgd } from '@jiagu/training';
import type { InitialWeights, Method, Optimizer, TrainingBatch } from '@jiagu/training';
import { buildEncoder } from '../build-encoder.js';
import { loadPretrained } from '../load-pretrained.js';
import { update } from '../update.js';

/** Cross-entropy on the source, nothing else: what adaptation is measured against. */
export class SourceOnly implements Method {
  readonly modules: Record<string, Module>;
  readonly optimizers: { backbone: Optimizer; head: Optimizer };
  readonly views: Method['views'];
  at = 0;
  private readonly backbone: SharedEncoder;
  private readonly bottleneck: Linear | null;
  private readonly classifier: Classifier;

  constructor(
    private readonly config: RunConfig,
    private readonly method: SourceOnlyConfig,
    random: RandomStreams,
  ) {
    this.views = { source: [method.view], target: ['weak'] };
    const init = random.stream('init');
    this.backbone = buildEncoder(config.model, config.data.channels, init);
    const { features } = this.backbone;
    const { bottleneck, optimizer } = method;
    this.bottleneck = bottleneck > 0 ? new Linear(features, bottleneck, 'xavier', init) : null;
    this.classifier = new Classifier(bottleneck || features, config.data.classes, init);
    this.modules = {
      backbone: this.backbone,
      ...(this.bottleneck && { bottleneck: this.bottleneck }),
      head: this.classifier,
    };
    const head = [...(this.bottleneck?.parameters() ?? []), ...this.classifier.parameters()];
    this.optimizers =
      optimizer.type === 'sgd'
        ? { backbone: new Sgd(this.backbone.parameters(), optimizer), head: new Sgd(head, optimizer) }
        : { backbone: new Adam(this.backbone.parameters(), optimizer), head: new Adam(head, optimizer) };
  }

  async initialise(weights: InitialWeights): Promise<void> {
    const { pretrained } = this.config.model;
    if (pretrained) await loadPretrained(this.backbone, pretrained, weights);
  }

  phase(): { name: string; batchFactor: number } {
    return { name: 'classification', batchFactor: 1 };
  }

  begin(step: number): string {
    this.at = step + 1;
    return 'classification';
  }

  step({ source }: TrainingBatch): Record<string, tf.Scalar> {
    const { backbone, head } = this.optimizers;
    const rates = (): { backbone: number; head: number } => this.rates(this.at - 1);
    return update(
      [
        [backbone, () => rates().backbone],
        [head, () => rates().head],
      ],
      () => ({
        total: crossEntropy(
          this.scores(source[this.method.view], { training: true, domain: 'source' }),
          source.labels,
        ),
      }),
    );
  }

  rates(step: number): { backbone: number; head: number } {
    const { optimizer, schedule } = this.method;
    const rate =
      optimizer.lr * (schedule === 'poly' ? polynomial(step, this.config.training.steps) : inverse(step));
    return { backbone: rate, head: rate * (optimizer.type === 'sgd' ? optimizer.newLayers : 1) };
  }

  logits(images: tf.Tensor4D, domain: Domain): tf.Tensor2D {
    return noGrad(() => tf.tidy(() => this.scores(images, { training: false, domain })));
  }

  dispose(): void {
    for (const module of Object.values(this.modules)) module.dispose();
    for (const optimizer of Object.values(this.optimizers)) optimizer.dispose();
  }

  private scores(images: tf.Tensor4D, pass: Pass): tf.Tensor2D {
    const { pooled } = this.backbone.forward(images, pass);
    return this.classifier.forward(this.bottleneck?.forward(pooled) ?? pooled);
  }
}
