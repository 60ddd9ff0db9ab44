import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { servePage } from './serve.js';

it('serves the files of its folder and no others, on this machine alone', async () => {
  const outer = mkdtempSync(join(tmpdir(), 'jiagu-serve-'));
  writeFileSync(join(outer, 'secret.json'), 'secret');
  const page = mkdtempSync(join(outer, 'page-'));
  writeFileSync(join(page, 'index.html'), 'page');
  writeFileSync(join(page, 'notes.txt'), 'of no kind that a page has');
  const { address, server } = await servePage(page, 0);
  expect(new URL(address).hostname).toBe('127.0.0.1');
  // As it stands: fetch would take `..` out.
  const get = (path: string): Promise<[number | undefined, string]> =>
    new Promise((resolve, reject) => {
      request(`${address}`, { path }, (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('end', () => resolve([response.statusCode, text]));
      })
        .on('error', reject)
        .end();
    });
  expect(await get('/')).toEqual([200, 'page']);
  for (const path of [
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/notes.txt',
    '/%',
    '/%00',
  ])
    expect(await get(path), path).toEqual([404, '']);
  server.close();
  rmSync(outer, { recursive: true });
});
