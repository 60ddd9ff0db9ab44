export type { Dtype, SafetensorsTensor, TensorData } from './dtype.js';
export type { SafetensorsHeader, TensorDescription } from './header.js';
export { parseSafetensors, type SafetensorsFile } from './parse-safetensors.js';
export { describeSafetensors, readSafetensors, type ReadOptions } from './read-safetensors.js';
export { readTorchState, type TorchTensor } from './read-torch-state.js';
export { SafetensorsError } from './safetensors-error.js';
export { toFloat16 } from './to-float16.js';
export { isFloatingPoint, toFloat32 } from './to-float32.js';
export { writeSafetensors } from './write-safetensors.js';
