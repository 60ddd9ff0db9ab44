import {
  batchNorm,
  batchNormInference,
  concatChannels,
  conv2d,
  convTranspose2d,
  instanceNorm,
  layerNorm,
  leakyRelu,
  linear,
  maxPool,
  overPlane,
  reflectionPad,
  relu,
  sigmoid,
  spatialMean,
  tanh,
} from './layers.js';
import type { State } from './state.js';
import { add, Tensor } from './tensor.js';

/** The networks of STSN (Wang 2022) with ResNet-18 and widths of one's own. */
export class Networks {
  training = true;

  constructor(
    private readonly state: State,
    private readonly width: { encoder: number; decoder: number; least: number; hidden: number; vgg: number },
    private readonly classes: number,
    private readonly code: number,
  ) {}

  /** E_g and C. */
  shared(x: Tensor): { low: Tensor; structure: Tensor; pooled: Tensor; logits: Tensor } {
    const { encoder } = this.width;
    const stem = this.conv('enc_shared.conv1', x, encoder, 7, { stride: 2, padding: 3, bias: false });
    const low = maxPool(relu(this.norm('enc_shared.bn1', stem)), 3, 2, 1);
    let structure = low;
    for (const stage of [1, 2, 3, 4])
      for (const block of [0, 1])
        structure = this.residual(
          `enc_shared.layer${stage}.${block}`,
          structure,
          encoder * 2 ** (stage - 1),
          stage > 1 && block === 0 ? 2 : 1,
        );
    const pooled = spatialMean(structure);
    return { low, structure, pooled, logits: this.linear('enc_shared.fc', pooled, this.classes) };
  }

  /** E_n^s or E_n^t. */
  private_(side: 'enc_s' | 'enc_t', low: Tensor): Tensor {
    let x = low;
    for (const stage of [0, 1, 2, 3, 4]) {
      const kernel = stage === 0 ? 7 : 3;
      const output = this.width.encoder * Math.min(2 ** stage, 4);
      const name = (place: number): string => `${side}.cnn.${3 * stage + place}`;
      x = this.conv(name(0), x, output, kernel, { stride: 2, padding: kernel >> 1 });
      x = relu(this.norm(name(1), x));
    }
    const pooled = spatialMean(x);
    return this.conv(`${side}.model.2`, pooled.reshape(...pooled.shape, 1, 1), this.code, 1).reshape(
      pooled.shape[0] as number,
      this.code,
    );
  }

  /** G. */
  decode(structure: Tensor, texture: Tensor, domain: 0 | 1): Tensor {
    const { decoder, least } = this.width;
    const [n, , h, w] = structure.shape as [number, number, number, number];
    let attribute = texture;
    for (const layer of [0, 2, 4])
      attribute = relu(this.linear(`dec.mlp_att.${layer}`, attribute, this.code));
    attribute = this.linear('dec.mlp_att.6', attribute, decoder);
    const plane = new Tensor([n, 1, h, w], new Float64Array(n * h * w).fill(domain));
    let x = concatChannels(concatChannels(structure, overPlane(attribute, h, w)), plane);
    x = relu(this.convNorm('dec.main.0', reflectionPad(x), decoder, { bias: false, padding: 0 }));
    for (const block of [0, 1, 2]) {
      const name = `dec.main.1.model.${block}.model`;
      const y = relu(this.convNorm(`${name}.0`, x, decoder));
      x = add(this.convNorm(`${name}.1`, y, decoder), x);
    }
    let channels = decoder;
    for (const block of [0, 1, 2, 3, 4]) {
      const name = `dec.upsample.${4 * block}`;
      const weight = this.state.parameter(
        `${name}.weight`,
        'weight',
        [channels, channels, 4, 4],
        channels * 4,
      );
      x = relu(instanceNorm(convTranspose2d(x, weight)));
      channels = Math.max(least, channels >> 1);
      x = relu(this.convNorm(`dec.upsample.${4 * block + 3}`, x, channels));
    }
    return tanh(this.conv('dec.upsample.20', x, 3, 3, { padding: 1 }));
  }

  /** D_I^t or D_I^s. */
  judge(side: 'dis_s2t' | 'dis_t2s', image: Tensor): Tensor {
    let x = image;
    for (const layer of [0, 1, 2, 3]) {
      const [kernel, padding] = layer === 0 ? [6, 2] : [4, 1];
      const output = this.width.encoder * 2 ** layer;
      x = this.conv(`${side}.feature.${layer}.conv`, x, output, kernel, { stride: 2, padding, bias: false });
      x = leakyRelu(layer === 0 ? x : instanceNorm(x));
    }
    return this.conv(`${side}.feature.4`, x, 1, 1);
  }

  /** D_F with its published sigmoid, no dropout. */
  judgeFeature(feature: Tensor): Tensor {
    const x = relu(this.linear('dis_f.ad_layer1', feature, this.width.hidden));
    return sigmoid(
      this.linear('dis_f.ad_layer3', relu(this.linear('dis_f.ad_layer2', x, this.width.hidden)), 1),
    );
  }

  /** phi: VGG-19 in five slices. */
  perceive(image: Tensor): Tensor[] {
    let [x, place] = [image, 0];
    return [2, 2, 4, 4, 1].map((convolutions, block) => {
      if (block > 0) {
        x = maxPool(x, 2, 2, 0);
        place++;
      }
      let first: Tensor | undefined;
      for (let i = 0; i < convolutions; i++, place += 2) {
        const output = this.width.vgg * Math.min(2 ** block, 8);
        x = relu(this.conv(`vgg.features.${place}`, x, output, 3, { padding: 1, vgg: true }));
        first ??= x;
      }
      return first ?? x;
    });
  }

  private residual(name: string, x: Tensor, planes: number, stride: number): Tensor {
    const conv = (layer: string, input: Tensor, kernel: number, step: number): Tensor =>
      this.conv(`${name}.${layer}`, input, planes, kernel, {
        stride: step,
        padding: kernel >> 1,
        bias: false,
      });
    const y = relu(this.norm(`${name}.bn1`, conv('conv1', x, 3, stride)));
    const residual = this.norm(`${name}.bn2`, conv('conv2', y, 3, 1));
    const changes = stride > 1 || x.shape[1] !== planes;
    const shortcut = changes ? this.norm(`${name}.downsample.1`, conv('downsample.0', x, 1, stride)) : x;
    return relu(add(residual, shortcut));
  }

  private conv(
    name: string,
    x: Tensor,
    output: number,
    kernel: number,
    { stride = 1, padding = 0, bias = true, vgg = false } = {},
  ): Tensor {
    const shape = [output, x.shape[1] as number, kernel, kernel];
    return conv2d(x, this.state.parameter(`${name}.weight`, vgg ? 'vgg-weight' : 'weight', shape), {
      stride,
      padding,
      bias: bias ? this.state.parameter(`${name}.bias`, vgg ? 'vgg-bias' : 'offset', [output]) : undefined,
    });
  }

  private convNorm(name: string, x: Tensor, output: number, { bias = true, padding = 1 } = {}): Tensor {
    const y = this.conv(`${name}.conv`, x, output, 3, { padding, bias });
    const gamma = this.state.parameter(`${name}.norm.gamma`, 'scale', [output]);
    return layerNorm(y, gamma, this.state.parameter(`${name}.norm.beta`, 'offset', [output]));
  }

  private linear(name: string, x: Tensor, output: number): Tensor {
    const weight = this.state.parameter(`${name}.weight`, 'weight', [output, x.shape[1] as number]);
    return linear(x, weight, this.state.parameter(`${name}.bias`, 'offset', [output]));
  }

  /** Batch normalisation; in training it moves the running statistics by a tenth. */
  private norm(name: string, x: Tensor): Tensor {
    const channels = x.shape[1] as number;
    const weight = this.state.parameter(`${name}.weight`, 'scale', [channels]);
    const bias = this.state.parameter(`${name}.bias`, 'offset', [channels]);
    const running = [
      this.state.statistic(`${name}.running_mean`, channels, 0),
      this.state.statistic(`${name}.running_var`, channels, 1),
    ] as const;
    if (!this.training) return batchNormInference(x, [weight, bias, ...running]);
    const { y, mean, variance } = batchNorm(x, weight, bias);
    for (const [values, batch] of [
      [running[0], mean],
      [running[1], variance],
    ] as const)
      values.forEach((value, i) => (values[i] = 0.9 * value + 0.1 * (batch[i] as number)));
    return y;
  }
}
