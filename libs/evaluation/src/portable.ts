/** What browsers can load too: what becomes of a network's scores and drawings. */
export { likeliest, type Candidate } from './likeliest.js';
export type { Recogniser } from './recogniser.js';
export type { Separation } from './separation.js';
export { softmax } from './softmax.js';
export { toTiles, type Tile } from './tiles.js';
