import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeOperations, OperationAttribute } from './native-operations.js';

/** Elementwise operations with broadcasting, and reductions that keep their axes by default, all float32. */
export class Arithmetic {
  private readonly elementwise;
  private readonly reductions;

  constructor(private readonly native: NativeOperations) {
    this.elementwise = [native.type()];
    this.reductions = [false, true].map((keepAxes) => [
      native.type(),
      native.type('Tidx', 'int32'),
      native.bool('keep_dims', keepAxes),
    ]);
  }

  add = (a: TensorInfo, b: TensorInfo): Tensor => this.native.run('AddV2', this.elementwise, a, b);
  sub = (a: TensorInfo, b: TensorInfo): Tensor => this.native.run('Sub', this.elementwise, a, b);
  mul = (a: TensorInfo, b: TensorInfo): Tensor => this.native.run('Mul', this.elementwise, a, b);
  /** a / b, and 0 where b is 0. */
  divNoNan = (a: TensorInfo, b: TensorInfo): Tensor => this.native.run('DivNoNan', this.elementwise, a, b);
  sqrt = (a: TensorInfo): Tensor => this.native.run('Sqrt', this.elementwise, a);
  rsqrt = (a: TensorInfo): Tensor => this.native.run('Rsqrt', this.elementwise, a);
  reciprocal = (a: TensorInfo): Tensor => this.native.run('Reciprocal', this.elementwise, a);
  square = (a: TensorInfo): Tensor => this.native.run('Square', this.elementwise, a);
  neg = (a: TensorInfo): Tensor => this.native.run('Neg', this.elementwise, a);
  abs = (a: TensorInfo): Tensor => this.native.run('Abs', this.elementwise, a);
  sign = (a: TensorInfo): Tensor => this.native.run('Sign', this.elementwise, a);
  scale = (a: TensorInfo, factor: number): Tensor => this.mul(a, this.native.scalar(factor));
  sum = (a: TensorInfo, axes: number[], keepAxes = true): Tensor => this.reduce('Sum', a, axes, keepAxes);
  mean = (a: TensorInfo, axes: number[], keepAxes = true): Tensor => this.reduce('Mean', a, axes, keepAxes);

  private reduce(name: string, a: TensorInfo, axes: number[], keepAxes: boolean): Tensor {
    const attributes = this.reductions[Number(keepAxes)] as OperationAttribute[];
    return this.native.run(name, attributes, a, this.native.ints(axes));
  }
}
