/** Set by `jiagu export` in front of this program: what the page consists of. */
declare const kept: { readonly version: string; readonly files: readonly string[] };

/** What is used of the interface of service workers. */
interface ServiceWorker {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Event & Waiting) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
}
interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends Event {
  readonly request: globalThis.Request;
  respondWith(response: Promise<Response>): void;
}

const worker = self as unknown as ServiceWorker;

/** Other pages of the same server have caches of their own. */
const prefix = `jiagu ${worker.registration.scope} `;
const cacheName = prefix + kept.version;

worker.addEventListener('install', (event) => event.waitUntil(keepAll()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOld()));
worker.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET') event.respondWith(answer(event.request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  // Past the browser's own cache, which may hold files of an older page.
  await cache.addAll(
    kept.files.map((file) => new Request(new URL(file, worker.registration.scope), { cache: 'reload' })),
  );
  await worker.skipWaiting();
}

async function forgetOld(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith(prefix) && name !== cacheName) await caches.delete(name);
  await worker.clients.claim();
}

/** The page's files from the cache; whatever else there may be from the network. */
async function answer(request: globalThis.Request): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  const { scope } = worker.registration;
  const asked = address === scope ? new URL('index.html', scope).href : address;
  const cache = await caches.open(cacheName);
  return (await cache.match(asked)) ?? fetch(request);
}
