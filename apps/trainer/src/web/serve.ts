import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { PAGE_POLICY } from '@jiagu/web/page-model';

/** Kinds of the files of a page, by their endings. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.safetensors': 'application/octet-stream',
};

/**
 * Serves a page on this machine alone, to nobody else.
 * @param port 0: a free one
 * @returns the address, and the server, which goes on until it is closed
 * @throws Error when the port is taken
 */
export async function servePage(folder: string, port: number): Promise<{ address: string; server: Server }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = fileOf(folder, pathname);
    const type = path && TYPES[extname(path)];
    if (!path || !type || !['GET', 'HEAD'].includes(request.method ?? '')) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': type,
      'content-length': statSync(path).size,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      // Workers take their policy from here.
      'content-security-policy': PAGE_POLICY,
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** The file that a path of an address names, if it is one of the folder. */
function fileOf(folder: string, pathname: string): string | undefined {
  try {
    const name = normalize(decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    const path = join(folder, name);
    if (name.split(sep).includes('..') || name.includes('\0')) return undefined;
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined;
  } catch {
    return undefined; // no address of a file
  }
}
