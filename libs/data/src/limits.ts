/** Larger images are refused: a small hostile file can announce a size that no memory holds. */
export const MAXIMUM_PIXELS = 100_000_000;
