export { writeFakeGeneratorRun, type FakeGeneratorRunOptions } from './fake-generator-run.js';
export { writeFakeRun, type FakeRunOptions } from './fake-run.js';
