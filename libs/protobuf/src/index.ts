export { bytes, double, doubles, float, integer, integers } from './protobuf.js';
