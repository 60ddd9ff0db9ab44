export { EngineError } from './engine-error.js';
export { startEngine, type Device, type EngineInfo, type EngineOptions } from './start-engine.js';
