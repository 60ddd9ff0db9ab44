import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { download } from './download.js';
import { throughProxy } from './proxy.js';

/** What the proxy was asked for, in its own words, and whether it lets through. */
let asked: string[];
let allowed: boolean;
const origin = createServer((request, response) => response.end(`from the server: ${request.url}`));
const proxy = createServer((request, response) => {
  asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
  response.end('from the proxy');
});
proxy.on('connect', (request: IncomingMessage, socket: Duplex) => {
  asked.push(`CONNECT ${request.url}`);
  if (!allowed) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  const { port } = origin.address() as AddressInfo;
  const onward = connect(port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(onward).pipe(socket);
  });
  for (const end of [socket, onward]) end.on('error', () => [socket, onward].forEach((one) => one.destroy()));
});

const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
const listen = (server: typeof origin) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
let [at, via] = ['', ''];
beforeAll(async () => void ([at, via] = await Promise.all([listen(origin), listen(proxy)])));
afterAll(() => {
  vi.unstubAllEnvs();
  for (const server of [origin, proxy]) server.close();
  rmSync(folder, { recursive: true });
});
const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];
beforeEach(() => {
  [asked, allowed] = [[], true];
  for (const name of variables) vi.stubEnv(name, undefined);
});
const set = (environment: Record<string, string>): void => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
};

let files = 0;
async function get(url: string): Promise<string> {
  const path = join(folder, `${++files}`);
  await download(url, path, { most: 1000, pauses: [], silence: 5000 });
  return readFileSync(path, 'utf8');
}

describe('download', () => {
  it('goes straight where no proxy is named', async () => {
    expect(await get(`http://${at}/file`)).toBe('from the server: /file');
    expect(asked).toEqual([]);
  });

  it.each(['http_proxy', 'HTTP_PROXY'])('asks the proxy of %s', async (name) => {
    set({ [name]: `http://${via}` });
    // The name is the proxy's to find out.
    expect(await get('http://weights.invalid/file')).toBe('from the proxy');
    expect(asked).toEqual(['GET http://weights.invalid/file']);
  });

  it.each(['https_proxy', 'HTTPS_PROXY'])('asks the proxy of %s for a tunnel', async (name) => {
    // What comes out of the tunnel does not speak TLS, so that the download fails behind it.
    set({ [name]: via });
    await expect(get('https://weights.invalid/file')).rejects.toThrow(/^https:\/\/weights\.invalid\/file: /);
    expect(asked).toEqual(['CONNECT weights.invalid:443']);
  });

  it('small letters go first, an empty one asks none', async () => {
    set({ http_proxy: '', HTTP_PROXY: `http://${via}` });
    expect(await get(`http://${at}/file`)).toBe('from the server: /file');
    expect(asked).toEqual([]);
  });

  it.each([
    ['no_proxy', '127.0.0.1'],
    ['NO_PROXY', 'other.example, 127.0.0.1'],
    ['NO_PROXY', '*'],
  ])('leaves out the hosts of %s=%s', async (name, hosts) => {
    set({ HTTP_PROXY: `http://${via}`, [name]: hosts });
    expect(await get(`http://${at}/file`)).toBe('from the server: /file');
    expect(asked).toEqual([]);
  });

  it('tells the proxy a name and password, and nobody else', async () => {
    set({ HTTP_PROXY: `http://reader:secret@${via}`, HTTPS_PROXY: `http://reader:secret@${via}` });
    await get('http://weights.invalid/file');
    expect(asked).toEqual([
      `GET http://weights.invalid/file Basic ${Buffer.from('reader:secret').toString('base64')}`,
    ]);
    expect(throughProxy('https://weights.invalid')).toBe(` (HTTPS_PROXY names the proxy ${via})`);
  });

  it('says through which proxy it did not get', async () => {
    allowed = false;
    set({ HTTPS_PROXY: `http://${via}` });
    await expect(get('https://weights.invalid/file')).rejects.toThrow(
      new RegExp(`403.* \\(HTTPS_PROXY names the proxy ${via}\\)$`),
    );
  });

  it.each(['socks5://127.0.0.1:1', 'not an address'])('refuses %s', async (value) => {
    set({ HTTPS_PROXY: value });
    await expect(get('https://weights.invalid/file')).rejects.toThrow(
      /^HTTPS_PROXY is no address of an HTTP proxy/,
    );
  });
});
