/** What browsers can load too: all that happens to an image between its decoding and the network. */
export { MAXIMUM_PIXELS } from './limits.js';
export { collapseGrey, type Pixels } from './pixels.js';
export { prepareImage, type Preparation } from './prepare-image.js';
export { prepareView, viewLength } from './prepare-view.js';
export { refuseDrawing } from './refuse-drawing.js';
