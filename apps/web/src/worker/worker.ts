import { hasGraphicsProcessor, startBackend } from './backends.js';
import { Engine } from './engine.js';
import { fetchFiles, type PageFiles } from './load-model.js';
import {
  BACKENDS,
  type BackendName,
  type Computing,
  type OrderOf,
  type Request,
  type Services,
} from './messages.js';

/** A backend whose scores differ from those of training by more than this computes wrong, as half-precision ones do. */
const TOLERANCE = 1e-2;

let files: PageFiles | undefined;
let engine: Engine | undefined;

const running = (): Engine => {
  if (!engine) throw new Error('the model is not loaded');
  return engine;
};

const services: { [Name in keyof Services]: (order: OrderOf<Name>) => Promise<ReturnType<Services[Name]>> } =
  {
    start: ({ base, backend }) => start(base, backend),
    logits: ({ image, domain }) => running().logits(image, domain),
    read: ({ images, domain }) => running().read(images, domain),
    examine: ({ image, domain }) => running().examine(image, domain),
    redraw: ({ from, to, share }) => running().redraw(from, to, share),
  };

/** Takes the first backend that works and computes as training does, the wanted one before others. */
async function start(base: string, wish: BackendName | undefined): Promise<Computing> {
  files ??= await fetchFiles(base);
  engine?.dispose();
  engine = undefined;
  const refused: string[] = [];
  for (const backend of new Set(wish ? [wish, ...BACKENDS] : BACKENDS))
    try {
      if (backend !== wish && backend === 'webgl' && !hasGraphicsProcessor())
        throw new Error('no graphics processor is behind it');
      await startBackend(backend);
      const made = new Engine(files);
      const difference = await made.difference();
      if (!(difference <= TOLERANCE)) {
        made.dispose();
        throw new Error(`its scores differ from those of training by ${difference.toPrecision(2)}`);
      }
      engine = made;
      return { backend, refused, difference };
    } catch (error) {
      refused.push(`${backend}: ${(error as Error).message}`);
    }
  throw new Error(refused.join('; '));
}

/** One thing at a time: networks and files are shared. */
let last: Promise<unknown> = Promise.resolve();

self.addEventListener('message', ({ data: { id, service, order } }: MessageEvent<Request>) => {
  const run = services[service] as (order: unknown) => Promise<unknown>;
  last = last
    .then(() => run(order))
    .then((answer) => self.postMessage({ id, answer }))
    .catch((error: unknown) =>
      self.postMessage({ id, failure: error instanceof Error ? error.message : String(error) }),
    );
});
