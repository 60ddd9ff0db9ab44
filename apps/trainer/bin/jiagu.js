#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// npm links this file at `npm ci`, before anything is built.
const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(fileURLToPath(main))) await import(main.href);
else {
  process.stderr.write('jiagu: not built yet; run `npm run build` in the clone first\n');
  process.exitCode = 1;
}
