import type { Reading } from '../worker/messages.js';
import { csvOf } from './csv.js';
import { byId, canvasOf, count, make, percent, printable } from './dom.js';
import { KINDS, type Item } from './item.js';
import type { SheetTiles } from './sheet-tiles.js';

/** Classes of a line. */
const SHOWN = 3;

/** The table of all images that were brought. */
export class TableView {
  private readonly section = byId('all');
  private readonly body = make('tbody');
  private readonly progress = make('progress', { max: 1, value: 0 });
  private readonly told = make('p', { className: 'quiet progress-line' });
  private readonly rows = new Map<Item, HTMLTableRowElement>();

  constructor(
    private readonly items: readonly Item[],
    private readonly examples: SheetTiles,
    private readonly places: ReadonlyMap<number, number>,
    private readonly open: (item: Item) => void,
    clear: () => void,
  ) {
    const save = make('button', { type: 'button', id: 'csv' }, 'Save as CSV');
    save.addEventListener('click', () => this.save());
    const remove = make('button', { type: 'button', id: 'remove' }, 'Remove all');
    remove.addEventListener('click', clear);
    this.progress.setAttribute('aria-label', 'images read');
    const head = ['Image', 'Read as', 'Confidence', 'Then', 'What it is'].map((title) =>
      make('th', { scope: 'col' }, title),
    );
    const scroll = make(
      'div',
      { className: 'scroll', tabIndex: 0 },
      make('table', {}, make('thead', {}, make('tr', {}, ...head)), this.body),
    );
    scroll.setAttribute('role', 'region');
    scroll.setAttribute('aria-labelledby', 'all-title');
    byId('all-content').replaceChildren(
      make('div', { className: 'table-tools' }, this.told, this.progress, save, remove),
      scroll,
    );
  }

  /** How far the reading is. */
  tell(read: number, leftOut: number): void {
    const total = this.items.length;
    this.section.hidden = total === 0;
    const out = leftOut > 0 ? `; ${count(leftOut)} files that are no images were left out` : '';
    this.told.textContent =
      read < total ? `${count(read)} of ${count(total)} read${out}` : `${count(total)} read${out}`;
    this.progress.hidden = read === total;
    this.progress.value = total > 0 ? read / total : 0;
  }

  /** Writes what an image was taken for. */
  add(item: Item, reading: Reading | string): void {
    const row = this.rows.get(item) ?? make('tr');
    if (!this.rows.has(item)) {
      this.rows.set(item, row);
      this.body.append(row);
    }
    const name = make('button', { type: 'button', className: 'open' }, printable(item.name));
    name.addEventListener('click', () => this.open(item));
    const kind = make('td', { className: 'quiet' }, KINDS[item.domain]);
    if (typeof reading === 'string') {
      row.replaceChildren(
        make('th', { scope: 'row' }, make('span', { className: 'no-thumb' }), printable(item.name)),
        make('td', { className: 'bad', colSpan: 3 }, `not read: ${printable(reading)}`),
        kind,
      );
      return;
    }
    const [first, ...others] = reading.candidates.slice(0, SHOWN);
    if (!first) return;
    const place = this.places.get(first.class);
    row.replaceChildren(
      make('th', { scope: 'row' }, thumbnail(reading), name),
      make(
        'td',
        { className: 'read-as' },
        place !== undefined && this.examples.canvas(place),
        printable(first.name),
      ),
      make('td', { className: 'number' }, percent(first.confidence)),
      make(
        'td',
        { className: 'quiet' },
        others.map((each) => `${printable(each.name)} ${percent(each.confidence)}`).join(', '),
      ),
      kind,
    );
  }

  /** Marks the line of the image that is shown. */
  mark(item: Item | undefined): void {
    for (const [each, row] of this.rows) row.classList.toggle('current', each === item);
  }

  /** Forgets lines. */
  remove(items: readonly Item[]): void {
    for (const item of items) {
      this.rows.get(item)?.remove();
      this.rows.delete(item);
    }
  }

  private save(): void {
    const lines = this.items.flatMap(({ name, domain, result }) =>
      result ? [{ name, domain, result }] : [],
    );
    const address = URL.createObjectURL(new Blob([csvOf(lines)], { type: 'text/csv' }));
    make('a', { href: address, download: 'readings.csv' }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
}

/** Pixels of a thumbnail's side. */
const THUMBNAIL = 64;

function thumbnail({ seen }: Reading): HTMLCanvasElement {
  const large = canvasOf(seen, '');
  if (seen.width <= THUMBNAIL) return large;
  const small = make('canvas', { width: THUMBNAIL, height: THUMBNAIL });
  small.setAttribute('aria-hidden', 'true');
  small.getContext('2d')?.drawImage(large, 0, 0, THUMBNAIL, THUMBNAIL);
  return small;
}
