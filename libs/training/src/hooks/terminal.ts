import { styleText } from 'node:util';
import type { EvaluationResult } from '../evaluator.js';
import type { Hook, Progress, RunningTraining } from '../hook.js';
import { duration, ProgressTable, type ProgressRow } from './progress-table.js';
import { bar, StatusLine } from './status-line.js';

/** Width of a line when the stream reports none. */
const usualWidth = 120;

type Style = 'bold' | 'cyan' | 'green' | 'yellow' | 'none';

/**
 * Shows how training goes: a table that grows by a row now and then. On a terminal a bar below it tells of every step,
 * and lines have colours unless NO_COLOR is set; in a pipe or a file it is plain lines.
 */
export class Terminal implements Hook {
  private readonly status: StatusLine | null;
  private table = new ProgressTable(0, usualWidth, []);
  private readonly colours: boolean;
  /** of this sitting */
  private begun = { step: 0, time: 0 };

  /** @param stream usually stderr, so that results on stdout stay clean */
  constructor(private readonly stream: NodeJS.WriteStream) {
    this.status = stream.isTTY ? new StatusLine(stream) : null;
    // hasColors() heeds NO_COLOR and TERM=dumb.
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
    this.line(`step ${step}: undone, since not finite: ${notFinite.join(', ')}`, 'yellow');
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

  /** Seconds on the clock since the sitting began, evaluations included, and by that how many are left. */
  private time({ step, parts: { config } }: RunningTraining): { elapsed: number; left: number } {
    const elapsed = (performance.now() - this.begun.time) / 1000;
    return { elapsed, left: ((config.training.steps - step) * elapsed) / (step - this.begun.step) };
  }

  private line(text: string, style: Style): void {
    // Colours were asked after already, for this stream.
    const styled =
      this.colours && style !== 'none' ? styleText(style, text, { validateStream: false }) : text;
    if (this.status) this.status.above(styled);
    else this.stream.write(`${styled}\n`);
  }
}
