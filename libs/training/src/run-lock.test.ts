import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockRun } from './run-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('lockRun', () => {
  it('lets one in at a time, whatever the way to the folder', async () => {
    mkdirSync(join(folder, 'run'));
    symlinkSync(folder, join(folder, 'link'));
    const release = await lockRun(join(folder, 'run'));
    await expect(lockRun(join(folder, 'run'))).rejects.toThrow(/run is in use: another process/);
    await expect(lockRun(join(folder, 'link', '..', 'link', 'run'))).rejects.toThrow(/in use/);
    (await lockRun(join(folder, 'other')))();
    release();
    (await lockRun(join(folder, 'link', 'run')))();
  });

  it('locks what is not there yet', async () => {
    const release = await lockRun(join(folder, 'new', 'run'));
    await expect(lockRun(join(folder, 'link', 'new', 'run'))).rejects.toThrow(/in use/);
    mkdirSync(join(folder, 'new', 'run'), { recursive: true });
    await expect(lockRun(join(folder, 'new', 'run'))).rejects.toThrow(/in use/);
    release();
  });
});
