import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** An attribute of a TensorFlow operation as the native binding takes it. */
export interface OperationAttribute {
  name: string;
  type: number;
  value: number | number[] | string | string[] | boolean;
}

/** What the kernels use of tfjs-node's backend. */
export interface NativeBackend {
  binding: Record<
    | 'TF_ATTR_TYPE'
    | 'TF_ATTR_INT'
    | 'TF_ATTR_FLOAT'
    | 'TF_ATTR_BOOL'
    | 'TF_ATTR_STRING'
    | 'TF_FLOAT'
    | 'TF_INT32',
    number
  >;
  executeSingleOutput(name: string, attributes: OperationAttribute[], inputs: TensorInfo[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OperationAttribute[],
    inputs: TensorInfo[],
    outputs: number,
  ): Tensor[];
  write(values: Int32Array | Float32Array, shape: number[], dtype: 'int32' | 'float32'): TensorInfo['dataId'];
}

/** Runs single TensorFlow operations on float32 tensors, without tfjs's conversions and gradient bookkeeping. */
export class NativeOperations {
  private readonly constants = new Map<string, TensorInfo>();

  constructor(private readonly backend: NativeBackend) {}

  /** Runs an operation with one output, which the caller or a tidy disposes. */
  run(name: string, attributes: OperationAttribute[], ...inputs: TensorInfo[]): Tensor {
    return this.backend.executeSingleOutput(name, attributes, inputs);
  }

  /** Runs an operation with several outputs, which the caller or a tidy disposes. */
  runAll(name: string, attributes: OperationAttribute[], outputs: number, ...inputs: TensorInfo[]): Tensor[] {
    return this.backend.executeMultipleOutputs(name, attributes, inputs, outputs);
  }

  /** A type attribute, float32 by default. */
  type(name = 'T', dtype: 'float32' | 'int32' = 'float32'): OperationAttribute {
    const { TF_ATTR_TYPE: type, TF_FLOAT, TF_INT32 } = this.backend.binding;
    return { name, type, value: dtype === 'float32' ? TF_FLOAT : TF_INT32 };
  }

  /** An attribute of one or several integers. */
  int(name: string, value: number | number[]): OperationAttribute {
    return { name, type: this.backend.binding.TF_ATTR_INT, value };
  }

  /** An attribute of one number. */
  float(name: string, value: number): OperationAttribute {
    return { name, type: this.backend.binding.TF_ATTR_FLOAT, value };
  }

  /** An attribute of one truth value. */
  bool(name: string, value: boolean): OperationAttribute {
    return { name, type: this.backend.binding.TF_ATTR_BOOL, value };
  }

  /** An attribute of one string. */
  text(name: string, value: string): OperationAttribute {
    return { name, type: this.backend.binding.TF_ATTR_STRING, value };
  }

  /**
   * A constant int32 tensor, such as a shape or a list of axes. Made once for all calls with the same values and
   * kept for the life of the engine; not among the tensors that tfjs counts.
   */
  ints(values: readonly number[], shape: number[] = [values.length]): TensorInfo {
    return this.constant('int32', shape, values, () => Int32Array.from(values));
  }

  /** A constant float32 scalar, kept like {@link ints}. */
  scalar(value: number): TensorInfo {
    return this.constant('float32', [], value, () => Float32Array.of(value));
  }

  /** A constant float32 vector of one repeated value, kept like {@link ints}. */
  filled(value: number, length: number): TensorInfo {
    return this.constant('float32', [length], value, () => new Float32Array(length).fill(value));
  }

  /** Every constant kept so far. */
  kept(): TensorInfo[] {
    return [...this.constants.values()];
  }

  private constant(
    dtype: 'int32' | 'float32',
    shape: number[],
    content: number | readonly number[],
    values: () => Int32Array | Float32Array,
  ): TensorInfo {
    const key = `${dtype}[${shape.join()}]${String(content)}`;
    let tensor = this.constants.get(key);
    if (!tensor) {
      tensor = { dataId: this.backend.write(values(), shape, dtype), shape, dtype };
      this.constants.set(key, tensor);
    }
    return tensor;
  }
}
