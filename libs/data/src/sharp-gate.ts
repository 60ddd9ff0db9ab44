/*
 * libvips keeps its messages in one place for all threads, so that those of several failures mix. Readers therefore run
 * concurrently, but one that fails is run once more on its own.
 */

/** How many run now. */
let readers = 0;
/** Settles when the last of those that run alone is done. */
let alone: Promise<unknown> = Promise.resolve();
/** Called when none is running any more. */
let allLeft: (() => void) | undefined;

/**
 * Runs a reader of an image; where it fails, runs it once more on its own, so that the error is about that image.
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
