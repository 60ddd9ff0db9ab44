/**
 * A budget of bytes that data sets share for keeping decoded images. What fits stays for the whole run and nothing is
 * evicted: batches visit images in random order, where replacing one kept image by another gains nothing.
 */
export class ImageCache {
  private free: number;

  /** @param megabytes of 2^20 bytes; 0 keeps nothing */
  constructor(megabytes: number) {
    this.free = megabytes * 2 ** 20;
  }

  /** Bytes that may still be kept. */
  get freeBytes(): number {
    return this.free;
  }

  /** Takes bytes from the budget; returns false, and takes nothing, when they don't fit. */
  reserve(bytes: number): boolean {
    if (bytes > this.free) return false;
    this.free -= bytes;
    return true;
  }
}
