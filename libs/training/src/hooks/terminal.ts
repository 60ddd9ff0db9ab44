import { SingleBar } from 'cli-progress';
import type { Evaluations, Hook, Progress } from '../hook.js';
import type { Trainer } from '../trainer.js';

/** Shows how training goes: a bar on a terminal, plain lines in a pipe. */
export class Terminal implements Hook {
  private readonly bar: SingleBar | null;

  /** @param stream usually stderr, so that results on stdout stay clean */
  constructor(private readonly stream: NodeJS.WriteStream) {
    this.bar = stream.isTTY
      ? new SingleBar({
          stream,
          format: ' {bar} {value}/{total} {phase} | loss {loss} | {speed} images/s | {eta_formatted} left',
          hideCursor: true,
          etaBuffer: 50,
        })
      : null;
  }

  beforeTraining({ step, parts: { config } }: Trainer): void {
    this.bar?.start(config.training.steps, step, { phase: '', loss: '-', speed: '-' });
  }

  phase({ step }: Trainer, name: string): void {
    if (this.bar) this.bar.update({ phase: name });
    else this.line(`step ${step}: ${name}`);
  }

  progress({ step, seconds, parts: { config } }: Trainer, { losses, imagesPerSecond }: Progress): void {
    const [loss, speed] = [(losses.total ?? NaN).toFixed(3), imagesPerSecond.toFixed(0)];
    if (this.bar) return this.bar.update({ loss, speed });
    const left = ((config.training.steps - step) * seconds) / step;
    this.line(
      `step ${step}/${config.training.steps}  loss ${loss}  ${speed} images/s  ${duration(seconds)} gone, ${duration(left)} left`,
    );
  }

  skipped({ step }: Trainer, notFinite: readonly string[]): void {
    this.line(`step ${step}: undone, since not finite: ${notFinite.join(', ')}`);
  }

  evaluated({ step }: Trainer, { source, target }: Evaluations): void {
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    this.line(`step ${step}: source ${percent(source.accuracy)}, target ${percent(target.accuracy)} (test)`);
  }

  afterStep({ step }: Trainer): void {
    this.bar?.update(step);
  }

  afterTraining(): void {
    this.bar?.stop();
  }

  private line(text: string): void {
    // On a terminal the bar's own line is overwritten and drawn again below.
    this.stream.write(this.bar ? `\r\x1b[K${text}\n` : `${text}\n`);
  }
}

/** Seconds as 1:02:03 or 2:03. */
function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
