import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jiagu, start } from './command.js';
import { drawn, seed } from './drawn.js';
import { killAfterStep, killInCheckpoint, unfinished } from './kill.js';
import { long } from './long.js';
import { digest, timeless } from './outcome-of-run.js';
import { writeFaultStudies, type FaultStudy } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-resume-'));
const inRuns = (...names: string[]): string => join(folder, 'runs', ...names);
const pointer = (run: string, name: string): string =>
  readFileSync(inRuns(run, 'checkpoints', name), 'utf8').trim();
const train = (study: FaultStudy, name: string, ...sets: string[]): string[] => [
  'train',
  ...['--config', `${study}.yaml`, '--name', name, '--threads', '1'],
  ...sets.flatMap((set) => ['--set', set]),
];

beforeAll(async () => {
  writeFaultStudies(folder);
  // The data set is made once, before runs read it side by side.
  const { code, stderr } = await jiagu(train('dann', 'short', 'training.steps=6'), folder);
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

const flip = (path: string): void => {
  const content = readFileSync(path);
  const position = drawn.integer(content.length);
  content[position] = (content[position] ?? 0) ^ (1 << drawn.integer(8));
  writeFileSync(path, content);
};

/**
 * A run killed after each of the steps, of which the last is past the first checkpoint, and then with its newest checkpoint
 * damaged, trained to its end: from the checkpoint before, or anew where there is no other.
 */
async function killedRun(study: FaultStudy, name: string, steps: readonly number[]): Promise<void> {
  const path = join('runs', name);
  for (const [i, step] of steps.entries()) {
    const args = i === 0 ? train(study, name) : ['resume', path];
    const { signal, stderr } = await killAfterStep(args, { cwd: folder, path, step });
    expect(signal, stderr).toBe('SIGKILL');
  }
  const last = pointer(name, 'last');
  const file = ['model.safetensors', 'optimizer.safetensors', 'state.json'][steps.length % 3] as string;
  flip(inRuns(name, 'checkpoints', last, file));
  const saved = readdirSync(inRuns(name, 'checkpoints')).filter((entry) => entry.startsWith('step-'));
  const { code, stderr } = await jiagu(['resume', path], folder);
  if (saved.length === 1) {
    expect(code, stderr).toBe(1);
    expect(stderr).toContain(`none of its checkpoints can be used (${last}); train anew with --force`);
    const anew = await jiagu([...train(study, name), '--force'], folder);
    expect(anew.code, anew.stderr).toBe(0);
    return;
  }
  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`${join(path, 'checkpoints', last, file)} is damaged`);
  expect(stderr).toMatch(/falling back to the checkpoint step-0000\d\d/);
}

const same = (name: string, whole: string): void => {
  expect(digest(inRuns(name), 'step-000060')).toBe(digest(inRuns(whole), 'step-000060'));
  expect(timeless(inRuns(name))).toEqual(timeless(inRuns(whole)));
  expect(pointer(name, 'best')).toBe(pointer(whole, 'best'));
  expect(unfinished(inRuns(name))).toEqual([]);
};

describe(`a run that is killed (JIAGU_TEST_SEED=${seed})`, () => {
  // From before the first checkpoint to the last phase, at steps that are logged.
  const moments = [4, 28, 52];

  it.each<FaultStudy>(['stsn', 'dann'])(
    'again and again ends as it would have, %s',
    { timeout: 900_000 },
    async (study) => {
      const [whole] = await Promise.all([
        jiagu(train(study, `${study}-whole`), folder),
        killedRun(study, `${study}-killed`, moments),
      ]);
      expect(whole.code, whole.stderr).toBe(0);
      same(`${study}-killed`, `${study}-whole`);
    },
  );

  if (long)
    it.each<FaultStudy>(['stsn', 'dann'])(
      'once, in five runs of %s',
      { timeout: 3_600_000 },
      async (study) => {
        // The first has no second checkpoint yet, or just one.
        for (const moment of [8, ...Array.from({ length: 4 }, () => 8 + drawn.integer(46))]) {
          const name = `${study}-${moment}-${drawn.uint32()}`;
          await killedRun(study, name, [moment]);
          same(name, `${study}-whole`);
        }
      },
    );

  if (long)
    it('50 times while it writes checkpoints always has a last one', { timeout: 3_600_000 }, async () => {
      const name = 'checkpoints';
      const every = ['training.checkpoint.every=1', 'training.checkpoint.keep=2', 'training.steps=300'];
      const first = await killAfterStep(train('dann', name, ...every), {
        cwd: folder,
        path: join('runs', name),
        step: 4,
      });
      expect(first.signal, first.stderr).toBe('SIGKILL');
      let inTheMiddle = 0;
      for (let kill = 0; kill < 50; kill++) {
        const path = join('runs', name);
        const n = 1 + drawn.integer(4);
        const { signal, stderr } = await killInCheckpoint(['resume', path], { cwd: folder, path, n });
        expect(signal, stderr).toBe('SIGKILL');
        expect(stderr).toMatch(/continuing runs\/checkpoints from step-\d{6}/);
        expect(stderr).not.toMatch(/damaged|falling back/);
        inTheMiddle += unfinished(inRuns(name)).length > 0 ? 1 : 0;
      }
      // Enough of the moments were in the middle of a write.
      expect(inTheMiddle).toBeGreaterThan(10);
      expect((await jiagu(['resume', join('runs', name)], folder)).code).toBe(0);
      expect((await jiagu(train('dann', 'checkpoints-whole', ...every), folder)).code).toBe(0);
      expect(digest(inRuns(name), 'step-000300')).toBe(digest(inRuns('checkpoints-whole'), 'step-000300'));
      expect(timeless(inRuns(name))).toEqual(timeless(inRuns('checkpoints-whole')));
    });
});

describe('two processes on one folder', () => {
  it('exactly one trains, whether both start or both go on', async () => {
    const both = async (...args: string[]) => {
      const outcomes = await Promise.all([start(args, folder).outcome, start(args, folder).outcome]);
      expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 1]);
      expect(outcomes.find(({ code }) => code === 1)?.stderr).toMatch(
        /runs\/twice is in use: another process/,
      );
    };
    await both(...train('dann', 'twice', 'training.steps=6'));
    expect(timeless(inRuns('twice'))).toEqual(timeless(inRuns('short')));
    await both('resume', 'runs/twice', '--set', 'training.steps=12');
  });
});

describe('a run that goes on with another configuration', () => {
  const resume = (...args: string[]) => jiagu(['resume', 'short', ...args], folder);

  it('is refused with the difference shown, unless --override is given', async () => {
    const { code, stderr } = await resume('--set', 'training.batchSize=3', '--set', 'training.steps=8');
    expect(code).toBe(2);
    expect(stderr).toContain('training.batchSize: 2 -> 3');
    expect(stderr).not.toContain('training.steps: ');
    expect(stderr).toContain('--override');
    // Also where the file itself was changed.
    const config = inRuns('short', 'config.yaml');
    const original = readFileSync(config, 'utf8');
    writeFileSync(config, original.replace('bottleneck: 8', 'bottleneck: 4').replace('steps: 6', 'steps: 8'));
    const edited = await resume('--set', 'training.log.every=1');
    expect(edited.code).toBe(2);
    expect(edited.stderr).toContain('method.bottleneck: 8 -> 4');
    writeFileSync(config, original);
    const forced = await resume('--set', 'training.batchSize=3', '--set', 'training.steps=8', '--override');
    expect(forced.code, forced.stderr).toBe(0);
    expect(readFileSync(config, 'utf8')).toMatch(/batchSize: 3/);
    expect(JSON.parse(readFileSync(inRuns('short', 'env.json'), 'utf8')).changes).toMatchObject([
      { step: 6, keys: ['training.steps: 6 -> 8', 'training.batchSize: 2 -> 3'] },
    ]);
  });

  it('may be made longer, but not shorter than it is', async () => {
    const shorter = await resume('--set', 'training.steps=2');
    expect(shorter.code).toBe(2);
    expect(shorter.stderr).toContain('training.steps is 2, but 8 steps are already completed');
    const again = await resume();
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('is finished');
  });
});
