import type { Figure } from '../figure.js';

/** A row of the table; absent cells stay empty. */
export interface ProgressRow {
  step: number;
  losses?: Readonly<Record<string, number>>;
  /** figures of an evaluation; those with a column are shown */
  figures?: readonly Figure[];
  imagesPerSecond?: number;
  /** seconds since this process began to train, and seconds left */
  elapsed: number;
  left: number;
}

interface Column {
  name: string;
  width: number;
  cell: (row: ProgressRow) => string;
}

/** Rows between two headers. */
const rowsPerHeader = 25;
const gap = '  ';

/**
 * Formats the progress of a training in aligned columns: step, losses (the total first, then as many as fit), figures
 * of evaluations, speed and time. The header is repeated every few rows and when the set of losses changes.
 */
export class ProgressTable {
  private columns: Column[] = [];
  private names = '';
  private rows = 0;

  /**
   * @param steps number of steps of the whole training
   * @param width characters per line
   * @param headings columns for the figures of evaluations
   */
  constructor(
    private readonly steps: number,
    private readonly width: number,
    private readonly headings: readonly string[],
  ) {}

  /** Formats a row, and the header when it is due before it. */
  lines(row: ProgressRow): { header?: string; row: string } {
    const names = row.losses ? Object.keys(row.losses).join() : this.names;
    const due = this.rows % rowsPerHeader === 0 || names !== this.names;
    if (due) {
      if (row.losses || this.columns.length === 0) this.columns = this.layOut(Object.keys(row.losses ?? {}));
      [this.names, this.rows] = [names, 0];
    }
    this.rows++;
    const line = (text: (column: Column) => string): string =>
      this.columns
        .map((column) => text(column).padStart(column.width))
        .join(gap)
        .trimEnd();
    return {
      ...(due && { header: line(({ name }) => name) }),
      row: line(({ cell }) => cell(row)),
    };
  }

  private layOut(losses: readonly string[]): Column[] {
    const digits = String(this.steps).length;
    const step = {
      name: 'step',
      width: Math.max('step'.length, 2 * digits + 1),
      cell: (row: ProgressRow) => `${row.step}/${this.steps}`,
    };
    const rest: Column[] = [
      ...this.headings.map((name) => ({
        name,
        width: Math.max(7, name.length),
        cell: ({ figures }: ProgressRow) => formatFigure(figures?.find(({ column }) => column === name)),
      })),
      { name: 'images/s', width: 8, cell: ({ imagesPerSecond }) => imagesPerSecond?.toFixed(0) ?? '' },
      { name: 'elapsed', width: 8, cell: ({ elapsed }) => duration(elapsed) },
      { name: 'left', width: 8, cell: ({ left }) => duration(left) },
    ];
    const shown: Column[] = [];
    let room = this.width - [step, ...rest].reduce((sum, { width }) => sum + width + gap.length, -gap.length);
    const ordered = [...losses].sort((a, b) => Number(b === 'total') - Number(a === 'total'));
    for (const loss of ordered) {
      const name = loss === 'total' ? 'loss' : loss;
      const width = Math.max(8, name.length);
      room -= width + gap.length;
      if (room < 0) break;
      shown.push({ name, width, cell: ({ losses }) => formatLoss(losses?.[loss]) });
    }
    return [step, ...shown, ...rest];
  }
}

/** At most seven characters. */
function formatFigure(figure: Figure | undefined): string {
  if (!figure) return '';
  return figure.share
    ? `${(100 * figure.value).toFixed(1)} %`
    : Number(figure.value.toPrecision(4)).toString();
}

/** At most eight characters. */
function formatLoss(value: number | undefined): string {
  if (value === undefined) return '';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e4)) return value.toExponential(1);
  return value.toFixed(size < 100 ? 4 : 1);
}

/** Seconds as 1:02:03 or 2:03; infinitely many as a dash. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
