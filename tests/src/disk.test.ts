import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, jiagu, start } from './command.js';
import { firstFile, writeFaultStudies } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-disk-'));
const train = (name: string, ...sets: string[]): string[] => [
  'train',
  ...['--config', 'dann.yaml', '--name', name, '--threads', '1'],
  ...['training.steps=60', 'training.log.every=1', ...sets].flatMap((set) => ['--set', set]),
];

/** A script of the shell in which `jiagu` is the command; its output is everything, on one stream. */
function shell(script: string, ...prefix: string[]): Promise<{ output: string }> {
  const [command, ...args] = [...prefix, 'bash', '-c', `jiagu() { node "${bin}" "$@"; }\n${script}`];
  const child = spawn(command as string, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', () => resolve({ output })));
}

/** What lets an ordinary user, too, have mounts of his own, gone with the shell; it is not allowed everywhere. */
const ownMounts = ['unshare', '--mount', '--map-root-user'];
const mounting =
  spawnSync('unshare', [...ownMounts.slice(1), 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** What follows every failure: the run is said to be resumable, and its checkpoint is. */
const stillLoads = (name: string): string =>
  `jiagu evaluate --run runs/${name} --threads 1 > evaluated 2>&1; echo "evaluate: $?"`;

beforeAll(async () => {
  writeFaultStudies(folder);
  // Six steps, one checkpoint: what every failure below must leave intact.
  const { code, stderr } = await jiagu(train('before', 'training.steps=6'), folder);
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a process that may write no larger files', () => {
  const limited = (name: string, kilobytes: number, ...sets: string[]) => {
    cpSync(join(folder, 'runs/before'), join(folder, 'runs', name), { recursive: true });
    const flags = ['training.steps=60', ...sets].map((set) => `--set ${set}`).join(' ');
    return shell(
      `(ulimit -f ${kilobytes}; jiagu resume ${name} ${flags}; echo "resume: $?"); ${stillLoads(name)}`,
    );
  };

  it('fails in a checkpoint, and leaves the one before', async () => {
    const { output } = await limited('large', 100);
    expect(output).toMatch(
      /jiagu: the checkpoint step-000010 was not saved, the one before it, step-000006, is intact/,
    );
    expect(output).toMatch(/step-000010 can't be written: the file would be larger/);
    expect(output).toContain('continue with: jiagu resume');
    expect(output).toContain('resume: 1\nevaluate: 0\n');
    const left = readdirSync(join(folder, 'runs/large/checkpoints')).sort();
    expect(left).toEqual(['best', 'last', 'step-000005', 'step-000006']);
  });

  it('fails in the metrics', async () => {
    const { output } = await limited('metrics', 4, 'training.checkpoint.every=60');
    expect(output).toMatch(/jiagu: runs\/metrics\/metrics\.jsonl can't be written: the file would be larger/);
    expect(output).toContain('resume: 1\nevaluate: 0\n');
  });
});

// Where nothing can be mounted, the limits above are what there is.
if (mounting)
  describe('a disk', () => {
    /** Runs the script with a disk of that size at runs/, once a run trains there as far as its step. */
    const onDisk = (kilobytes: number, step: string, every: number, script: string) =>
      shell(
        `mkdir -p disk && mount -t tmpfs -o size=${kilobytes}k tmpfs disk
         jiagu ${train('run', `training.checkpoint.every=${every}`).join(' ')} --runs disk > told 2>&1 & pid=$!
         until [ -d disk/run/checkpoints/${step} ] || ! kill -0 $pid; do sleep 0.05; done
         ${script}
         wait $pid; echo "train: $?"; cat told; ls -A disk/run/checkpoints; rm -f disk/filler
         ${stillLoads('run').replace('runs/run', 'disk/run')}; cat evaluated`,
        ...ownMounts,
      );

    it('that is too small for the second checkpoint', async () => {
      const { output } = await onDisk(700, 'step-000005', 5, '');
      expect(output).toContain('train: 1');
      expect(output).toMatch(
        /jiagu: the checkpoint step-000010 was not saved, .*step-000005, is intact: .*no space/,
      );
      expect(output).not.toMatch(/step-000010\.part$/m);
      expect(output).toContain('evaluate: 0');
    });

    it('that is full in the middle', async () => {
      const fill = 'dd if=/dev/zero of=disk/filler bs=1k status=none';
      const { output } = await onDisk(2000, 'step-000030', 30, fill);
      expect(output).toContain('train: 1');
      expect(output).toMatch(
        /jiagu: disk\/run\/metrics\.jsonl can't be written: no space is left on the disk/,
      );
      expect(output).toContain('evaluate: 0');
    });

    it('that can only be read from the middle on', async () => {
      const { output } = await onDisk(2000, 'step-000005', 5, 'mount -o remount,ro disk');
      expect(output).toContain('train: 1');
      expect(output).toMatch(/jiagu: .* can't be written: the file system is read-only/);
      expect(output).toContain('evaluate: 0');
    });
  });

describe('an image that vanishes while training goes on', () => {
  it('is named, and the run goes on when it is back', async () => {
    const { child, outcome } = start(train('vanished', 'data.cacheMegabytes=0'), folder);
    const checkpoint = join(folder, 'runs/vanished/checkpoints/step-000005');
    const image = firstFile(join(folder, 'data/rubbing/train'));
    const watch = setInterval(() => {
      if (!exists(checkpoint)) return;
      clearInterval(watch);
      renameSync(image, `${image}.away`);
    }, 20);
    const { code, stderr } = await outcome;
    clearInterval(watch);
    child.kill();
    renameSync(`${image}.away`, image);
    expect(code, stderr).toBe(1);
    expect(stderr).toContain(
      `: target.train: image ${image.slice(folder.length + 1)} can't be read: there is no such file`,
    );
    expect(stderr).toMatch(/^jiagu: step \d+: target\.train/m);
    expect(stderr).toMatch(
      /step-0000\d\d is kept\. When the cause is fixed, continue with: jiagu resume runs\/vanished/,
    );
    const resumed = await jiagu(['resume', 'vanished'], folder);
    expect(resumed.code, resumed.stderr).toBe(0);
  });
});

const exists = (path: string): boolean => {
  try {
    return readFileSync(join(path, 'state.json')).length > 0;
  } catch {
    return false;
  }
};
