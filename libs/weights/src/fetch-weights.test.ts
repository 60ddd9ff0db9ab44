import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Progress } from './download.js';
import { fetchFile, fetchInception, fetchWeights, inceptionPath } from './fetch-weights.js';
import type { PublishedFile } from './published-weights.js';
import { WeightsError } from './weights-error.js';

const content = randomBytes(300_000);
const published = {
  repository: 'some/network',
  revision: 'abc',
  file: 'model.safetensors',
  bytes: [content.length, content.length],
  sha256: createHash('sha256').update(content).digest('hex'),
} as const satisfies PublishedFile;

/** The part of the content that a request asks for. */
function serve(request: IncomingMessage, response: ServerResponse, body: Buffer = content): Buffer {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start >= body.length) response.writeHead(416);
  else if (start === 0) response.writeHead(200, { 'content-length': body.length });
  else
    response.writeHead(206, {
      'content-length': body.length - start,
      'content-range': `bytes ${start}-${body.length - 1}/${body.length}`,
    });
  return body.subarray(start);
}

const whole = (request: IncomingMessage, response: ServerResponse) =>
  void response.end(serve(request, response));
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: string[];
const server = createServer((request, response) => {
  requests.push(`${request.url} ${request.headers.range ?? 'all'}`);
  answer(request, response);
});
let endpoint: string;
let cache: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());
beforeEach(() => {
  // The machine's own proxy does not know this server.
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) vi.stubEnv(name, '');
  cache = mkdtempSync(join(tmpdir(), 'weights-'));
  requests = [];
  answer = whole;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const fetchIt = (options: Partial<Parameters<typeof fetchFile>[2]> = {}) =>
  fetchFile('net', published, { cache, endpoint, pauses: [1, 1], ...options });
const partFile = () => join(cache, 'weights', `net.${published.sha256.slice(0, 12)}.safetensors.part`);
const address = '/some/network/resolve/abc/model.safetensors';

describe('fetchWeights', () => {
  it('fetches once, then takes the cached file', async () => {
    const seen: Progress[] = [];
    const first = await fetchIt({ onProgress: (progress) => seen.push(progress) });
    expect(readFileSync(first.path).equals(content)).toBe(true);
    expect(seen.at(-1)).toEqual({ received: content.length, total: content.length });
    expect(await fetchIt()).toEqual({ path: first.path, cached: true });
    expect(requests).toEqual([`${address} all`]);
    writeFileSync(first.path, 'spoilt');
    expect((await fetchIt()).cached).toBe(false);
    expect(readFileSync(first.path).equals(content)).toBe(true);
  });

  it('fetches from an address of its own, under its ending', async () => {
    const { bytes, sha256 } = published;
    const url = `${endpoint}releases/v0.2.0/net-1.pth`;
    const { path } = await fetchFile('net', { url, bytes, sha256 }, { cache, pauses: [1] });
    expect(path).toBe(join(cache, 'weights', `net.${sha256.slice(0, 12)}.pth`));
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(requests).toEqual(['/releases/v0.2.0/net-1.pth all']);
  });

  it('takes for the network of FID the pinned file alone', async () => {
    const from = join(cache, 'inception.pth');
    writeFileSync(from, content);
    await expect(fetchInception({ from, cache })).rejects.toThrow(
      `${from}: not the published weights of inception: 300000 bytes, 95628359 expected`,
    );
    expect(existsSync(inceptionPath(cache))).toBe(false);
    expect(inceptionPath(cache)).toBe(join(cache, 'weights', 'inception.6726825d0af5.pth'));
    expect(requests).toEqual([]);
  });

  it('goes on where the connection was cut', async () => {
    let cut = () => {};
    answer = (request, response) => {
      const rest = serve(request, response);
      cut = () => response.destroy();
      if (rest.length > 100_000) response.write(rest.subarray(0, 100_000));
      else response.end(rest);
    };
    // Cut once the bytes have arrived, for a broken connection loses what is under way.
    const onProgress = ({ received }: Progress) => void (received % 100_000 === 0 && cut());
    const { path } = await fetchIt({ onProgress });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(requests).toEqual([`${address} all`, `${address} bytes=100000-`, `${address} bytes=200000-`]);
  });

  it('goes on where an earlier run was stopped, also when the server knows no ranges', async () => {
    for (const ranges of [true, false]) {
      mkdirSync(join(cache, 'weights'), { recursive: true });
      writeFileSync(partFile(), content.subarray(0, 1234));
      answer = ranges ? whole : (_, response) => void response.end(content);
      const { path } = await fetchIt();
      expect(readFileSync(path).equals(content)).toBe(true);
      rmSync(path);
    }
    expect(requests).toEqual([`${address} bytes=1234-`, `${address} bytes=1234-`]);
  });

  it('starts again when what was left is damaged or too long', async () => {
    for (const left of [Buffer.alloc(500), Buffer.alloc(content.length), Buffer.alloc(content.length + 9)]) {
      mkdirSync(join(cache, 'weights'), { recursive: true });
      writeFileSync(partFile(), left);
      const { path } = await fetchIt();
      expect(readFileSync(path).equals(content)).toBe(true);
      rmSync(path);
    }
  });

  it('lets two processes fetch at once', async () => {
    const both = await Promise.all([fetchIt(), fetchIt()]);
    for (const { path } of both) expect(readFileSync(path).equals(content)).toBe(true);
    expect(readdirSync(join(cache, 'weights'))).toHaveLength(1);
  });

  it('refuses another file, leaving nothing', async () => {
    const other = Buffer.from(content);
    other[7] = (other[7] ?? 0) ^ 1;
    answer = (request, response) => void response.end(serve(request, response, other));
    await expect(fetchIt()).rejects.toThrow(/net: .* is not the published file: its SHA-256 is [0-9a-f]{64}/);
    answer = (_, response) => void response.end(Buffer.concat([content, content]));
    await expect(fetchIt()).rejects.toThrow(/more than the 300000 bytes|at most 300000/);
    expect(readdirSync(join(cache, 'weights')).filter((name) => !name.endsWith('.part'))).toEqual([]);
  });

  it('says what to do when the hub cannot be reached', async () => {
    answer = (_, response) => void response.writeHead(404).end();
    await expect(fetchIt()).rejects.toThrow(/HTTP 404.* --from FILE/);
    expect(requests).toHaveLength(1);
    answer = (_, response) => void response.writeHead(503).end();
    await expect(fetchIt()).rejects.toThrow(/HTTP 503/);
    expect(requests).toHaveLength(4);
    answer = () => undefined;
    await expect(fetchIt({ silence: 50, pauses: [] })).rejects.toThrow(/silent for 0.05 s/);
    await expect(fetchIt({ endpoint: 'http://127.0.0.1:1' })).rejects.toThrow(WeightsError);
  });

  it('takes a file from elsewhere when it is the right one', async () => {
    const from = join(cache, 'mine.bin');
    await expect(fetchIt({ from })).rejects.toThrow(`${from}: no such file`);
    writeFileSync(from, content.subarray(1));
    await expect(fetchIt({ from })).rejects.toThrow(
      /mine.bin: not the published weights of net: 299999 bytes/,
    );
    await expect(fetchWeights('vgg19', { cache, from })).rejects.toThrow(/574500000 to 575500000 expected/);
    writeFileSync(from, content);
    const { path } = await fetchIt({ from });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(readdirSync(join(cache, 'weights'))).toHaveLength(1);
    expect(requests).toEqual([]);
  });
});
