export { EngineError } from './engine-error.js';
export { memory, type MemoryUse } from './memory.js';
export { TensorGuard } from './tensor-guard.js';
export { type Device } from './native/addon-package.js';
export { checkSetUp } from './native/tools.js';
export { startEngine, type EngineInfo, type EngineOptions } from './start-engine.js';
export type { DoctorCheck, DoctorOptions } from './doctor/check.js';
export { doctor, type DoctorReport } from './doctor/doctor.js';
export { graphRecorder, type GraphRecorder } from './graph/graph-recorder.js';
export {
  GraphDefinition,
  type AttributeTypes,
  type Signature,
  type SignatureTensor,
} from './graph/graph-definition.js';
export { traceOperations, type Trace, type TracedConstant, type TracedOperation } from './graph/trace.js';
export type { OperationAttribute } from './kernels/native-operations.js';
export type { NativeGraph } from './graph/native-graph.js';
export { operationTimes, type OperationTime } from './graph/operation-times.js';
export { engineFolder, withNativeBuild, type NativeBuild } from './native/native-build.js';
export { runCommand, summary } from './native/run-command.js';
