export { SharedEncoder, type Backbone, type Encoding, type SharedEncoderOptions } from './shared-encoder.js';
