/** Larger images are refused: a small hostile file can announce a size that would fill the memory. */
export const MAXIMUM_PIXELS = 25_000_000;
