import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSafetensors } from './parse-safetensors.js';
import { describeSafetensors, readSafetensors } from './read-safetensors.js';
import { writeSafetensors } from './write-safetensors.js';

const folder = mkdtempSync(join(tmpdir(), 'pickle-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As torch.save begins: a zip archive, and before PyTorch 1.6 the magic number as a pickle. */
const kinds: [string, string, Buffer][] = [
  [
    'a zip archive',
    'model.pth',
    Buffer.concat([Buffer.from('PK\x03\x04\0\0\x08\x08', 'latin1'), Buffer.alloc(4000)]),
  ],
  [
    'a bare pickle',
    "it's old.bin",
    Buffer.concat([Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.', 'latin1'), Buffer.alloc(4000)]),
  ],
  [
    'a framed pickle',
    'new.pt',
    Buffer.concat([Buffer.from('\x80\x04\x95\x10\0\0\0\0\0\0\0', 'latin1'), Buffer.alloc(4000)]),
  ],
];

describe.each(kinds)('a file of torch.save: %s', (_, name, bytes) => {
  it('is told from safetensors, with the command that converts it', () => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    for (const read of [readSafetensors, describeSafetensors]) {
      expect(() => read(path)).toThrow(/model\.pth|it's old\.bin|new\.pt/);
      expect(() => read(path)).toThrow(/torch\.save.*convert it: python3 -c .*save_file\(/);
    }
    expect(() => parseSafetensors(new Uint8Array(bytes), name)).toThrow(/convert it/);
  });

  it('is given to the command by its name, whatever is in it', () => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    let command = '';
    try {
      describeSafetensors(path);
    } catch (error) {
      command = (error as Error).message.split('convert it: ')[1] as string;
    }
    // The shell takes it apart: a program, the code, and two paths.
    const words = execFileSync('bash', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' });
    expect(words.split('\n').slice(-3, -1)).toEqual([path, path.replace(/\.\w+$/, '.safetensors')]);
  });
});

it('a file of which the header has as many bytes as a pickle begins with is none', () => {
  const path = join(folder, 'plain.safetensors');
  // 0x280 bytes of header: 0x80, 0x02, and zeros.
  const metadata = { note: 'x'.repeat(640 - '{"__metadata__":{"note":""}}'.length - 56) };
  const tensors = new Map([['a', { dtype: 'F32' as const, shape: [1], data: Float32Array.of(1) }]]);
  for (let more = 0; more < 64; more++) {
    writeSafetensors(path, tensors, { note: metadata.note + 'x'.repeat(more) });
    expect(readSafetensors(path).tensors.size).toBe(1);
  }
});
