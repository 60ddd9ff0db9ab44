import type { AnswerOf, OrderOf, Request, Response, ServiceName } from '../worker/messages.js';

/** The worker that computes, asked by messages. */
export class Reader {
  private readonly worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {
    type: 'module',
    name: 'jiagu',
  });
  private readonly open = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  >();
  private next = 0;

  constructor() {
    this.worker.addEventListener('message', ({ data }: MessageEvent<Response>) => {
      const asked = this.open.get(data.id);
      this.open.delete(data.id);
      if ('failure' in data) asked?.reject(new Error(data.failure));
      else asked?.resolve(data.answer);
    });
    this.worker.addEventListener('error', (event) => {
      const error = new Error(event.message || 'the program that computes could not be loaded');
      for (const { reject } of this.open.values()) reject(error);
      this.open.clear();
    });
  }

  /** @throws Error with the worker's words */
  ask<Name extends ServiceName>(service: Name, order: OrderOf<Name>): Promise<AnswerOf<Name>> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve: (answer) => resolve(answer as AnswerOf<Name>), reject });
      this.worker.postMessage({ id, service, order } satisfies Request);
    });
  }
}

/** Of calls that come faster than they are done only the first and the last are made. */
export function latest(run: () => Promise<void>): () => void {
  let [running, again] = [false, false];
  const go = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      await run();
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void go();
  };
}
