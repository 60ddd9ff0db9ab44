import { SingleBar } from 'cli-progress';

/** Called with the number of pieces done and their total. */
type OnProgress = (done: number, total: number) => void;

/**
 * Shows the progress of work in countable pieces on stderr: a bar on a terminal, a line for each tenth in a pipe.
 * @param what what is being done: `reading images`
 */
export async function withProgress<T>(
  what: string,
  work: (onProgress: OnProgress) => Promise<T>,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<T> {
  const bar = stream.isTTY
    ? new SingleBar({
        stream,
        format: ` ${what} {bar} {value}/{total} | {eta_formatted} left`,
        hideCursor: true,
        clearOnComplete: true,
      })
    : undefined;
  let tenth = 0;
  let started = false;
  const onProgress: OnProgress = (done, total) => {
    if (bar) {
      if (!started) bar.start(total, done);
      started = true;
      return bar.update(done);
    }
    const now = Math.floor((10 * done) / total);
    if (now > tenth) stream.write(`${what}: ${done} of ${total}\n`);
    tenth = now;
  };
  try {
    return await work(onProgress);
  } finally {
    bar?.stop();
  }
}
