/** Minimum milliseconds between two updates. */
const interval = 100;

/** A status line at the bottom of a terminal that is redrawn in place; other lines are written above it. */
export class StatusLine {
  private text = '';
  private drawn = -Infinity;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  /** Shows another text, at most every 100 ms. */
  show(text: string): void {
    this.text = text;
    if (performance.now() - this.drawn >= interval) this.draw();
  }

  /** Writes a line above. */
  above(line: string): void {
    this.stream.write(`\r\x1b[K${line}\n`);
    this.draw();
  }

  /** Ends the status line, if there is one, so that later output starts on a new line. */
  end(): void {
    if (this.text === '') return;
    this.draw();
    this.stream.write('\n');
  }

  private draw(): void {
    // A line that wraps could not be overwritten.
    this.stream.write(`\r\x1b[K${this.text.slice(0, (this.stream.columns || 80) - 1)}`);
    this.drawn = performance.now();
  }
}

/** A progress bar of `width` characters. @param share what is done, 0 to 1 */
export function bar(share: number, width: number): string {
  const done = Math.round(share * width);
  return '='.repeat(done) + '-'.repeat(width - done);
}
