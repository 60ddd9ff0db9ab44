import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { OperationAttribute } from '../kernels/native-operations.js';
import type { AttributeTypes } from './graph-definition.js';

/** The native addon's description of a tensor. */
interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

/** Values of a tensor in an array of JavaScript. */
export type HostValues = Float32Array | Int32Array | Uint8Array;

/** The functions of the native addon through which every operation passes. */
export interface NativeBinding extends AttributeTypes {
  createTensor(shape: number[], dtype: number, values: HostValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): HostValues;
  executeOp(
    name: string,
    attributes: OperationAttribute[],
    inputIds: number[],
    outputs: number,
  ): TensorMetadata[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputIds: number[], inputNames: string, outputNames: string): TensorMetadata[];
}

/** What recording needs of tfjs-node's backend. */
export interface RecordableBackend {
  binding: NativeBinding;
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  createOutputTensor(metadata: TensorMetadata): TensorInfo;
}
