export { EngineError } from './engine-error.js';
export { memory, type MemoryUse } from './memory.js';
export { TensorGuard } from './tensor-guard.js';
export { type Device } from './native/addon-package.js';
export { cacheFolder } from './native/engine-cache.js';
export { startEngine, type EngineInfo, type EngineOptions } from './start-engine.js';
export { doctor, type DoctorCheck, type DoctorOptions, type DoctorReport } from './doctor/doctor.js';
