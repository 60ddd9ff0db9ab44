export type { Dtype, SafetensorsTensor, TensorData } from './dtype.js';
export type { SafetensorsHeader, TensorDescription } from './header.js';
export {
  describeSafetensors,
  parseSafetensors,
  readSafetensors,
  type ReadOptions,
  type SafetensorsFile,
} from './read-safetensors.js';
export { readTorchState, type TorchTensor } from './read-torch-state.js';
export { SafetensorsError } from './safetensors-error.js';
export { isFloatingPoint, toFloat32 } from './to-float32.js';
export { writeSafetensors } from './write-safetensors.js';
