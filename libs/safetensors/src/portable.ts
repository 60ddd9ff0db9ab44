/** What browsers can load too: reading the bytes of a file that is there already. */
export { parseSafetensors, type SafetensorsFile } from './parse-safetensors.js';
export { SafetensorsError } from './safetensors-error.js';
export { isFloatingPoint, toFloat32 } from './to-float32.js';
