export type { Network, Port } from './network.js';
export { encodeOnnx, OPSET, type OnnxModel } from './onnx/onnx-model.js';
export { toOnnx } from './onnx/to-onnx.js';
export { savedModel } from './saved-model.js';
export { traceNetwork, type NetworkFunction } from './trace-network.js';
