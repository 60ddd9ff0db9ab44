/** Milliseconds between two drawings. */
const interval = 100;

/** The last line of a terminal, drawn over and over, while other lines go above it. */
export class StatusLine {
  private text = '';
  private drawn = -Infinity;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  /** Shows another text, unless the last one was drawn a moment ago. */
  show(text: string): void {
    this.text = text;
    if (performance.now() - this.drawn >= interval) this.draw();
  }

  /** Writes a line above. */
  above(line: string): void {
    this.stream.write(`\r\x1b[K${line}\n`);
    this.draw();
  }

  /** Leaves the line as it is, if there is one, for others to write below. */
  end(): void {
    if (this.text === '') return;
    this.draw();
    this.stream.write('\n');
  }

  private draw(): void {
    // A line that wraps could not be drawn over.
    this.stream.write(`\r\x1b[K${this.text.slice(0, (this.stream.columns || 80) - 1)}`);
    this.drawn = performance.now();
  }
}

/** So much of a bar of `width` characters as is done. */
export function bar(share: number, width: number): string {
  const done = Math.round(share * width);
  return '='.repeat(done) + '-'.repeat(width - done);
}
