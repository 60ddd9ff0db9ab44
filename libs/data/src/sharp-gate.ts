/*
 * libvips keeps its messages in one place for all threads, so that those of several failures mix. Readers therefore go on
 * side by side, but a failing one is run once more while no other is.
 */

/** How many go on side by side. */
let readers = 0;
/** Settles when the last of those that run alone is done. */
let alone: Promise<unknown> = Promise.resolve();
/** Called when none goes on any more. */
let allLeft: (() => void) | undefined;

/**
 * Runs a reader of an image; where it fails, once more alone, so that the error is that image's own.
 * @throws what the reader throws when it runs alone
 */
export async function readWithOwnError<T>(read: () => Promise<T>): Promise<T> {
  let waited: Promise<unknown>;
  do await (waited = alone);
  while (waited !== alone);
  readers++;
  try {
    return await read();
  } catch {
    // Told below.
  } finally {
    readers--;
    if (readers === 0) allLeft?.();
  }
  const turn = alone.then(async () => {
    if (readers > 0) await new Promise<void>((resolve) => (allLeft = resolve));
    allLeft = undefined;
    return read();
  });
  alone = turn.catch(() => undefined);
  return turn;
}
