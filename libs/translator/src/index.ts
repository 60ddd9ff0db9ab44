export { ResnetTranslator } from './bodies/resnet.js';
export { buildTranslator, type TranslatorSizes } from './build-translator.js';
export { TranslatorNetwork, type TranslatePass } from './translator-network.js';
export { Warper, type Warp, type WarperOptions, type WarpPass } from './warp/warper.js';
