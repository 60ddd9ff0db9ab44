export { Decoder, type DecoderOptions } from './decoder.js';
