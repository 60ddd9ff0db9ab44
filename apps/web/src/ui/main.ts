import type { Domain } from '@jiagu/config/portable';
import { EXAMPLES_FILE, MODEL_FILE, parsePageModel, SAMPLES_FILE, type PageModel } from '../page-model.js';
import { BACKENDS, type BackendName, type Reading } from '../worker/messages.js';
import { showComputing, showModel } from './computing-view.js';
import { byId, count, make, percent, printable } from './dom.js';
import { onFiles, type Brought } from './files.js';
import type { Item } from './item.js';
import { keepOffline } from './offline.js';
import { Pad } from './pad.js';
import { ReadingView } from './reading-view.js';
import { Reader } from './reader.js';
import { SheetTiles } from './sheet-tiles.js';
import { TableView } from './table-view.js';
import { TexturesView } from './textures-view.js';

/** A batch should take about this long, so that a click is answered soon. */
const BATCH_MILLISECONDS = 200;
const LARGEST_BATCH = 32;

const base = new URL('.', document.baseURI).href;
const reader = new Reader();

function fail(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  byId('status').replaceChildren(
    make('span', { className: 'bad' }, `The page can't be used: ${printable(text)}`),
  );
  byId('bring').inert = true;
}

/** What the page needs before it can take images. */
async function start(): Promise<void> {
  const response = await fetch(new URL(MODEL_FILE, base));
  if (!response.ok)
    throw new Error(`${MODEL_FILE} could not be fetched: the server answered ${response.status}`);
  const model = parsePageModel(await response.text());
  showModel(model);
  const asked = new URLSearchParams(location.search).get('backend');
  const wish = BACKENDS.find((name) => name === asked);
  const [computing, examples, samples] = await Promise.all([
    reader.ask('start', { base, backend: wish }),
    SheetTiles.fetch(EXAMPLES_FILE, model.examples.side, model.examples.classes.length),
    SheetTiles.fetch(SAMPLES_FILE, model.resizeTo, model.samples.length),
  ]);
  const desk = new Desk(model, examples, samples);
  let offline = 'being kept for use without a network';
  const choose = async (backend: BackendName): Promise<void> => {
    byId('status').textContent = 'Starting …';
    const now = await reader.ask('start', { base, backend });
    showComputing(now, offline, change, backend);
    desk.showAgain();
  };
  const change = (backend: BackendName): void => void choose(backend).catch(fail);
  showComputing(computing, offline, change, wish);
  document.documentElement.dataset['ready'] = 'true';
  offline = await keepOffline();
  byId('offline').textContent = ` · ${offline}`;
}

/** What lies on the desk: images, and one of them looked at. */
class Desk {
  private readonly items: Item[] = [];
  private readonly table: TableView;
  private readonly view: ReadingView;
  private readonly textures: TexturesView | undefined;
  private readonly pad: Pad;
  private drawing: Item | undefined;
  private current: Item | undefined;
  private leftOut = 0;
  private reading = false;

  constructor(model: PageModel, examples: SheetTiles, samples: SheetTiles) {
    const places = new Map(model.examples.classes.map((label, place) => [label, place]));
    this.view = new ReadingView(examples, places);
    this.table = new TableView(
      this.items,
      examples,
      places,
      (item) => void this.show(item, true),
      () => this.clear(),
    );
    this.textures = model.networks.kind === 'stsn' ? new TexturesView(reader, model, samples) : undefined;
    this.pad = new Pad(model.strokes, (image) => this.draw(image));
    onFiles((brought, leftOut) => this.take(brought, leftOut));
  }

  /** Looks at the current image once more, by another way of computing. */
  showAgain(): void {
    if (this.current) void this.show(this.current, false);
  }

  private take(brought: readonly Brought[], leftOut: number): void {
    const domain = document.querySelector<HTMLInputElement>('input[name=kind]:checked')?.value as Domain;
    const fresh = brought.map(({ name, image }): Item => ({ name, image, domain }));
    this.leftOut += leftOut;
    this.items.push(...fresh);
    if (fresh[0]) void this.show(fresh[0], false).then(scrollToReading);
    else this.view.say('There is no image in what was brought.');
    void this.readAll();
  }

  private draw(image: Blob | null): void {
    if (this.drawing) {
      this.table.remove([this.drawing]);
      this.items.splice(this.items.indexOf(this.drawing), 1);
      this.drawing = undefined;
    }
    if (image) {
      this.drawing = { name: 'drawn', domain: 'source', image };
      this.items.push(this.drawing);
      void this.show(this.drawing, false);
    }
    void this.readAll();
  }

  private clear(): void {
    this.table.remove(this.items);
    this.items.length = 0;
    this.drawing = this.current = undefined;
    this.leftOut = 0;
    this.pad.reset();
    this.textures?.hide();
    this.view.say('Nothing has been read yet.');
    this.tell();
  }

  /** Looks closely at an image. @param focus whether the reader goes there */
  private async show(item: Item, focus: boolean): Promise<void> {
    this.current = item;
    this.table.mark(item);
    try {
      const examination = await reader.ask('examine', item);
      // Another one was asked for meanwhile.
      if (this.current !== item) return;
      this.view.show(item, examination);
      this.textures?.show(item.domain);
      const [first] = examination.candidates;
      if (first)
        byId('told').textContent =
          `${printable(item.name)} is read as ${printable(first.name)}, ${percent(first.confidence)}`;
    } catch (error) {
      if (this.current !== item) return;
      this.textures?.hide();
      const text = `${printable(item.name)} can't be read: ${printable((error as Error).message)}`;
      this.view.say(text);
      byId('told').textContent = text;
    }
    if (focus) byId('reading').focus();
  }

  /** Reads what was not read yet, batch by batch; a closer look goes between two of them. */
  private async readAll(): Promise<void> {
    this.tell();
    if (this.reading) return;
    this.reading = true;
    let [size, done] = [1, 0];
    for (;;) {
      const [first] = this.items.filter(({ result }) => result === undefined);
      if (!first) break;
      const batch = this.items
        .filter(({ result, domain }) => result === undefined && domain === first.domain)
        .slice(0, size);
      const begun = performance.now();
      const order = { images: batch.map(({ image }) => image), domain: first.domain };
      const readings = await reader
        .ask('read', order)
        .catch((error: Error) => batch.map(() => error.message));
      batch.forEach((item, i) => this.enter(item, readings[i] ?? 'no answer came'));
      done += batch.length;
      const took = performance.now() - begun;
      size = Math.max(1, Math.min(LARGEST_BATCH, took < BATCH_MILLISECONDS ? size * 2 : size >> 1));
      this.tell();
    }
    this.reading = false;
    if (done > 1) byId('told').textContent = `${count(done)} images are read; the table lists them`;
  }

  private enter(item: Item, reading: Reading | string): void {
    item.result = typeof reading === 'string' ? reading : reading.candidates;
    // It may have been removed meanwhile.
    if (this.items.includes(item)) this.table.add(item, reading);
    this.table.mark(this.current);
  }

  private tell(): void {
    this.table.tell(this.items.filter(({ result }) => result !== undefined).length, this.leftOut);
  }
}

/** On a narrow screen the reading lies below what was used to bring the image. */
function scrollToReading(): void {
  const section = byId('reading');
  if (section.getBoundingClientRect().top < innerHeight / 2) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  section.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}

start().catch(fail);
