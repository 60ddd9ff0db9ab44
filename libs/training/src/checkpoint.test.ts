import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { startEngine } from '@jiagu/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointNames, point, pruneCheckpoints } from './checkpoint-names.js';
import { DamagedCheckpoint, loadCheckpoint, newestCheckpoint, openCheckpoint } from './checkpoint.js';
import type { RunFolder } from './run-folder.js';
import { removeFolders, smallFolder, smallTrainer } from './testing/small-training.js';

const files = ['model.safetensors', 'optimizer.safetensors', 'state.json'];

/** Checkpoints after 14, 21 and 24 steps. */
async function trained(): Promise<RunFolder> {
  const folder = smallFolder();
  await smallTrainer(folder).trainer.train();
  return folder;
}

function flip(path: string, position: number, bits = 1): void {
  const content = readFileSync(path);
  content[position] = (content[position] ?? 0) ^ bits;
  writeFileSync(path, content);
}

/** The checkpoint and what was told on the way to it. */
function newest(folder: RunFolder): { name: string | undefined; log: string[] } {
  const log: string[] = [];
  return { name: newestCheckpoint(folder, (line) => log.push(line))?.name, log };
}

let folder: RunFolder;
afterAll(removeFolders);
beforeAll(async () => {
  await startEngine();
  folder = await trained();
});

describe('openCheckpoint', () => {
  it.each(files)('notices a flipped bit in %s, and names the file', (file) => {
    const path = folder.file('checkpoints', 'step-000024', file);
    const original = readFileSync(path);
    // A hundred places all over the file, each bit in its turn.
    const step = Math.ceil(original.length / 100);
    for (let position = step - 1, bit = 0; position < original.length; position += step, bit++) {
      flip(path, position, 1 << (bit % 8));
      let error: unknown;
      try {
        openCheckpoint(folder, 'step-000024');
      } catch (thrown) {
        error = thrown;
      }
      if (!(error instanceof DamagedCheckpoint) || !error.message.startsWith(`${path} is damaged`))
        expect.fail(`${file}, byte ${position}, bit ${bit % 8}: ${error}`);
      flip(path, position, 1 << (bit % 8));
    }
    expect(openCheckpoint(folder, 'step-000024').state.step).toBe(24);
  });

  it('notices what is cut off or missing', () => {
    for (const file of files) {
      const path = folder.file('checkpoints', 'step-000024', file);
      const original = readFileSync(path);
      truncateSync(path, original.length - 1);
      expect(() => openCheckpoint(folder, 'step-000024')).toThrow(DamagedCheckpoint);
      rmSync(path);
      expect(() => openCheckpoint(folder, 'step-000024')).toThrow(`${path} is damaged: it is missing`);
      writeFileSync(path, original);
    }
  });
});

describe('newestCheckpoint', () => {
  it('falls back from one damaged checkpoint to the one before, saying so', async () => {
    const folder = await trained();
    expect(newest(folder)).toEqual({ name: 'step-000024', log: [] });
    flip(folder.file('checkpoints', 'step-000024', 'model.safetensors'), 300);
    expect(newest(folder)).toEqual({
      name: 'step-000021',
      log: [
        expect.stringMatching(/step-000024\/model\.safetensors is damaged: its SHA-256/),
        'falling back to the checkpoint step-000021',
      ],
    });
    rmSync(folder.file('checkpoints', 'step-000021', 'state.json'));
    expect(newest(folder).name).toBe('step-000014');
    flip(folder.file('checkpoints', 'step-000014', 'optimizer.safetensors'), 0);
    expect(() => newest(folder)).toThrow(
      /none of its checkpoints can be used \(step-000024, step-000021, step-000014\)/,
    );
  });

  it('does without a pointer, and never leaves the folder', async () => {
    const folder = await trained();
    for (const damage of ['', 'step-00002p\n', '../../elsewhere\n']) {
      writeFileSync(folder.file('checkpoints', 'last'), damage);
      expect(newest(folder).name).toBe('step-000024');
      expect(() => loadCheckpoint(folder, 'last', smallTrainer(folder).method)).toThrow(
        /checkpoints.last is damaged: .*\(step-000024, step-000021, step-000014\)/,
      );
    }
    expect(newest(smallFolder())).toEqual({ name: undefined, log: [] });
  });

  it('lets training go on and replace what was damaged', async () => {
    const folder = await trained();
    const whole = readFileSync(folder.file('checkpoints', 'step-000024', 'model.safetensors'));
    const log = readFileSync(folder.file('metrics.jsonl'), 'utf8').replace(
      /"(seconds|processorSeconds|imagesPerSecond)":[^,}]+/g,
      '',
    );
    flip(folder.file('checkpoints', 'step-000024', 'model.safetensors'), 300);
    const checkpoint = newestCheckpoint(folder, () => undefined);
    const { trainer } = smallTrainer(folder);
    if (checkpoint) trainer.resume(checkpoint);
    await trainer.train();
    expect(newest(folder)).toEqual({ name: 'step-000024', log: [] });
    expect(readFileSync(folder.file('checkpoints', 'step-000024', 'model.safetensors')).equals(whole)).toBe(
      true,
    );
    expect(
      readFileSync(folder.file('metrics.jsonl'), 'utf8').replace(
        /"(seconds|processorSeconds|imagesPerSecond)":[^,}]+/g,
        '',
      ),
    ).toBe(log);
  });
});

describe('pruneCheckpoints', () => {
  it('keeps the newest by number, what is pointed to, and nothing that a killed process left', () => {
    const folder = smallFolder();
    const steps = ['step-000005', 'step-000010', 'step-999999', 'step-1000000', '.step-000015.part'];
    for (const name of steps) mkdirSync(folder.file('checkpoints', name), { recursive: true });
    point(folder, 'best', 'step-000005');
    pruneCheckpoints(folder, 2);
    expect(checkpointNames(folder)).toEqual(['step-1000000', 'step-999999', 'step-000005']);
    expect(readdirSync(folder.file('checkpoints')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
