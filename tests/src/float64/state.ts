import { uniform } from './generated.js';
import { sizeOf, Tensor } from './tensor.js';

export type Kind = 'weight' | 'scale' | 'offset' | 'vgg-weight' | 'vgg-bias';

/** Parameters and running statistics by PyTorch's names. What is asked for first is made, from the seed. */
export class State {
  readonly parameters = new Map<string, Tensor>();
  /** the parameters as they were made */
  readonly initial = new Map<string, Float64Array>();
  readonly kinds = new Map<string, Kind>();
  readonly statistics = new Map<string, Float64Array>();

  constructor(private readonly seed: string) {}

  /** @param fanIn for weights; by default the product of all sizes but the first */
  parameter(name: string, kind: Kind, shape: number[], fanIn = sizeOf(shape.slice(1))): Tensor {
    let tensor = this.parameters.get(name);
    if (!tensor) {
      const scales = {
        weight: [0.7 * Math.sqrt(6 / fanIn), 0],
        scale: [0.1, 1],
        offset: [0.05, 0],
        'vgg-weight': [Math.sqrt(6 / fanIn), 0],
        'vgg-bias': [0.05, 0],
      } as const;
      const data = uniform(this.seed, name, sizeOf(shape), ...scales[kind]);
      // The perceptual network is never trained.
      tensor = new Tensor(shape, data, kind.startsWith('vgg') ? [] : 'parameter');
      this.parameters.set(name, tensor);
      this.initial.set(name, tensor.data.slice());
      this.kinds.set(name, kind);
    }
    return tensor;
  }

  statistic(name: string, channels: number, start: number): Float64Array {
    let values = this.statistics.get(name);
    if (!values) this.statistics.set(name, (values = new Float64Array(channels).fill(start)));
    return values;
  }

  /** The parameters whose names begin so. */
  startingWith(...prefixes: string[]): Map<string, Tensor> {
    return new Map(
      [...this.parameters].filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix))),
    );
  }
}
