import { byId } from './dom.js';

type Point = readonly [x: number, y: number];
interface Stroke {
  readonly width: number;
  readonly points: Point[];
}

/** Pixels that an arrow key moves the pen. */
const STEP = 12;

/** The pad on which characters are drawn, in the strokes' and the ground's levels of the handprints. */
export class Pad {
  private readonly canvas = byId<HTMLCanvasElement>('pad');
  private readonly pen = byId<HTMLInputElement>('pen');
  private readonly undo = byId<HTMLButtonElement>('undo');
  private readonly clear = byId<HTMLButtonElement>('clear');
  private strokes: Stroke[] = [];
  private drawing: Stroke | undefined;
  private cursor: Point = [this.canvas.width / 2, this.canvas.height / 2];

  /** @param changed gets the drawing after each stroke, or null when it is empty */
  constructor(
    private readonly strokesAre: 'dark' | 'light',
    private readonly changed: (image: Blob | null) => void,
  ) {
    const { canvas } = this;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.begin(this.place(event));
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!this.drawing) return;
      for (const each of event.getCoalescedEvents?.() ?? [event]) this.drawing.points.push(this.place(each));
      this.paint();
    });
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, () => this.end());
    canvas.addEventListener('keydown', (event) => this.onKey(event));
    canvas.addEventListener('focus', () => this.paint());
    canvas.addEventListener('blur', () => {
      this.end();
      this.paint();
    });
    this.undo.addEventListener('click', () => this.set(this.strokes.slice(0, -1)));
    this.clear.addEventListener('click', () => this.set([]));
    this.paint();
  }

  /** Takes all strokes away without a word. */
  reset(): void {
    this.strokes = [];
    this.paint();
  }

  private place({ clientX, clientY }: MouseEvent): Point {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [((clientX - left) / width) * this.canvas.width, ((clientY - top) / height) * this.canvas.height];
  }

  private begin(point: Point): void {
    this.drawing = { width: (Number(this.pen.value) / 100) * this.canvas.width, points: [point] };
    this.paint();
  }

  private end(): void {
    if (!this.drawing) return;
    const strokes = [...this.strokes, this.drawing];
    this.drawing = undefined;
    this.set(strokes);
  }

  private onKey(event: KeyboardEvent): void {
    const [x, y] = this.cursor;
    const moves: Record<string, Point> = {
      ArrowLeft: [x - STEP, y],
      ArrowRight: [x + STEP, y],
      ArrowUp: [x, y - STEP],
      ArrowDown: [x, y + STEP],
    };
    const to = moves[event.key];
    if (event.key === ' ') {
      if (this.drawing) this.end();
      else this.begin(this.cursor);
    } else if (to) {
      const inside = (value: number): number => Math.min(this.canvas.width, Math.max(0, value));
      this.cursor = [inside(to[0]), inside(to[1])];
      this.drawing?.points.push(this.cursor);
      this.paint();
    } else return;
    event.preventDefault();
  }

  private set(strokes: Stroke[]): void {
    this.strokes = strokes;
    this.paint();
    if (strokes.length === 0) return this.changed(null);
    this.paint(false);
    this.canvas.toBlob((image) => image && this.changed(image), 'image/png');
    this.paint();
  }

  /** @param cursor whether the place of the keyboard's pen is shown */
  private paint(
    cursor = document.activeElement === this.canvas && this.canvas.matches(':focus-visible'),
  ): void {
    const context = this.canvas.getContext('2d');
    if (!context) return;
    const dark = this.strokesAre === 'dark';
    const { width, height } = this.canvas;
    context.fillStyle = dark ? '#fff' : '#000';
    context.fillRect(0, 0, width, height);
    context.strokeStyle = dark ? '#000' : '#fff';
    context.lineCap = context.lineJoin = 'round';
    for (const stroke of this.drawing ? [...this.strokes, this.drawing] : this.strokes) {
      context.lineWidth = stroke.width;
      context.beginPath();
      for (const [x, y] of stroke.points) context.lineTo(x, y);
      // A dot is a line to where it began.
      const [first] = stroke.points;
      if (stroke.points.length === 1 && first) context.lineTo(first[0] + 0.01, first[1]);
      context.stroke();
    }
    this.undo.disabled = this.clear.disabled = this.strokes.length === 0;
    if (!cursor) return;
    context.strokeStyle = '#c4422d';
    context.lineWidth = 2;
    context.beginPath();
    context.arc(this.cursor[0], this.cursor[1], 9, 0, 2 * Math.PI);
    context.stroke();
  }
}
