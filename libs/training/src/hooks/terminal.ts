import { styleText } from 'node:util';
import type { EvaluationResult } from '../evaluator.js';
import type { Hook, Progress, RunningTraining } from '../hook.js';
import { duration, ProgressTable, type ProgressRow } from './progress-table.js';
import { bar, StatusLine } from './status-line.js';

/** Width of a line when the stream does not report one. */
const usualWidth = 120;

type Style = 'bold' | 'cyan' | 'green' | 'yellow' | 'none';

/**
 * Shows the progress of a training as a table with a row for each report. On a terminal, a bar below it advances with
 * every step, and lines have colours unless NO_COLOR is set. Pipes and files get plain lines.
 */
export class Terminal implements Hook {
  private readonly status: StatusLine | null;
  private table = new ProgressTable(0, usualWidth, []);
  private readonly colours: boolean;
  /** where this process began to train */
  private begun = { step: 0, time: 0 };

  /** @param stream usually stderr, so that results on stdout stay clean */
  constructor(private readonly stream: NodeJS.WriteStream) {
    this.status = stream.isTTY ? new StatusLine(stream) : null;
    // hasColors() respects NO_COLOR and TERM=dumb.
    this.colours = stream.isTTY && stream.hasColors();
  }

  beforeTraining({ step, parts: { config, evaluator } }: RunningTraining): void {
    const { steps } = config.training;
    this.begun = { step, time: performance.now() };
    const width = (this.stream.isTTY && this.stream.columns) || usualWidth;
    this.table = new ProgressTable(steps, width, evaluator.columns);
  }

  phase({ step }: RunningTraining, name: string): void {
    this.line(`step ${step}: ${name}`, 'cyan');
  }

  progress(trainer: RunningTraining, { losses, imagesPerSecond }: Progress): void {
    this.row(trainer, { losses, imagesPerSecond }, 'none');
  }

  evaluated(trainer: RunningTraining, { figures }: EvaluationResult): void {
    this.row(trainer, { figures }, 'green');
  }

  skipped({ step }: RunningTraining, notFinite: readonly string[]): void {
    this.line(
      `step ${step}: undone because of values that are not finite: ${notFinite.join(', ')}`,
      'yellow',
    );
  }

  afterStep(trainer: RunningTraining): void {
    this.showStatus(trainer);
  }

  afterTraining(): void {
    this.status?.end();
  }

  private showStatus(trainer: RunningTraining): void {
    const { step, parts } = trainer;
    const { steps } = parts.config.training;
    const phase = parts.method.phase(Math.max(0, step - 1)).name;
    const [share, left] = [step / steps, duration(this.time(trainer).left)];
    this.status?.show(
      `[${bar(share, 24)}] ${Math.floor(100 * share)} %  ${step}/${steps} ${phase}  ${left} left`,
    );
  }

  private row(trainer: RunningTraining, cells: Partial<ProgressRow>, style: Style): void {
    this.showStatus(trainer);
    const { header, row } = this.table.lines({ step: trainer.step, ...this.time(trainer), ...cells });
    if (header) this.line(header, 'bold');
    this.line(row, style);
  }

  /** Seconds since this process began to train, including evaluations, and the seconds left at that rate. */
  private time({ step, parts: { config } }: RunningTraining): { elapsed: number; left: number } {
    const elapsed = (performance.now() - this.begun.time) / 1000;
    return { elapsed, left: ((config.training.steps - step) * elapsed) / (step - this.begun.step) };
  }

  private line(text: string, style: Style): void {
    // Whether this stream has colours was checked before.
    const styled =
      this.colours && style !== 'none' ? styleText(style, text, { validateStream: false }) : text;
    if (this.status) this.status.above(styled);
    else this.stream.write(`${styled}\n`);
  }
}
