export { PrivateEncoder, type PrivateEncoderOptions } from './private-encoder.js';
