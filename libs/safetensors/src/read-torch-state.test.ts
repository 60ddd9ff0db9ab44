import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTorchState } from './read-torch-state.js';

const folder = mkdtempSync(join(tmpdir(), 'torch-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Files of PyTorch 2.13's torch.save with `_use_new_zipfile_serialization=False`, base64. */
const files = {
  /** an OrderedDict: arange(6).reshape(1, 2, 1, 3) / 4, elements 3 and 4 of arange(10), a counter of whole numbers */
  state:
    'gAKKCmz8nEb5IGqoUBkugAJN6QMugAJ9cQAoWBAAAABwcm90b2NvbF92ZXJzaW9ucQFN6QNYDQAAAGxpdHRsZV9lbmRpYW5xAohY' +
    'CgAAAHR5cGVfc2l6ZXNxA31xBChYBQAAAHNob3J0cQVLAlgDAAAAaW50cQZLBFgEAAAAbG9uZ3EHSwR1dS6AAmNjb2xsZWN0aW9u' +
    'cwpPcmRlcmVkRGljdApxAClScQEoWA0AAABhLmNvbnYud2VpZ2h0cQJjdG9yY2guX3V0aWxzCl9yZWJ1aWxkX3RlbnNvcl92Mgpx' +
    'AygoWAcAAABzdG9yYWdlcQRjdG9yY2gKRmxvYXRTdG9yYWdlCnEFWA4AAAA5NDM3MTM5ODc0NjM1MnEGWAMAAABjcHVxB0sGTnRx' +
    'CFFLAChLAUsCSwFLA3RxCShLBksDSwNLAXRxColoAClScQt0cQxScQ1YCQAAAGEuYm4uYmlhc3EOaAMoKGgEaAVYDgAAADk0Mzcx' +
    'NDg1MTQyODE2cQ9oB0sKTnRxEFFLA0sChXERSwGFcRKJaAApUnETdHEUUnEVWBgAAABhLmJuLm51bV9iYXRjaGVzX3RyYWNrZWRx' +
    'FmgDKChoBGN0b3JjaApMb25nU3RvcmFnZQpxF1gOAAAAOTQzNzEzOTg4Mzg4MzJxGGgHSwFOdHEZUUsAKSmJaAApUnEadHEbUnEc' +
    'dS6AAl1xAChYDgAAADk0MzcxMzk4NzQ2MzUycQFYDgAAADk0MzcxMzk4ODM4ODMycQJYDgAAADk0MzcxNDg1MTQyODE2cQNlLgYA' +
    'AAAAAAAAAAAAAAAAgD4AAAA/AABAPwAAgD8AAKA/AQAAAAAAAAAHAAAAAAAAAAoAAAAAAAAAAAAAAAAAgD8AAABAAABAQAAAgEAA' +
    'AKBAAADAQAAA4EAAAABBAAAQQQ==',
  /** arange(10).reshape(5, 2) with its axes swapped */
  swapped:
    'gAKKCmz8nEb5IGqoUBkugAJN6QMugAJ9cQAoWBAAAABwcm90b2NvbF92ZXJzaW9ucQFN6QNYDQAAAGxpdHRsZV9lbmRpYW5xAohY' +
    'CgAAAHR5cGVfc2l6ZXNxA31xBChYBQAAAHNob3J0cQVLAlgDAAAAaW50cQZLBFgEAAAAbG9uZ3EHSwR1dS6AAn1xAFgBAAAAYXEB' +
    'Y3RvcmNoLl91dGlscwpfcmVidWlsZF90ZW5zb3JfdjIKcQIoKFgHAAAAc3RvcmFnZXEDY3RvcmNoCkZsb2F0U3RvcmFnZQpxBFgO' +
    'AAAAOTQzNzE0ODUxNDI4MTZxBVgDAAAAY3B1cQZLCk50cQdRSwBLAksFhnEISwFLAoZxCYljY29sbGVjdGlvbnMKT3JkZXJlZERp' +
    'Y3QKcQopUnELdHEMUnENcy6AAl1xAFgOAAAAOTQzNzE0ODUxNDI4MTZxAWEuCgAAAAAAAAAAAAAAAACAPwAAAEAAAEBAAACAQAAA' +
    'oEAAAMBAAADgQAAAAEEAABBB',
  /** an object that calls os.system('true') when it is loaded */
  program:
    'gAKKCmz8nEb5IGqoUBkugAJN6QMugAJ9cQAoWBAAAABwcm90b2NvbF92ZXJzaW9ucQFN6QNYDQAAAGxpdHRsZV9lbmRpYW5xAohY' +
    'CgAAAHR5cGVfc2l6ZXNxA31xBChYBQAAAHNob3J0cQVLAlgDAAAAaW50cQZLBFgEAAAAbG9uZ3EHSwR1dS6AAn1xAFgBAAAAYXEB' +
    'Y3Bvc2l4CnN5c3RlbQpxAlgEAAAAdHJ1ZXEDhXEEUnEFcy6AAl1xAC4=',
};

function read(content: Uint8Array) {
  const path = join(folder, 'state.pth');
  writeFileSync(path, content);
  return readTorchState(path);
}
const bytesOf = (name: keyof typeof files) => new Uint8Array(Buffer.from(files[name], 'base64'));

describe('readTorchState', () => {
  it('reads what torch.save wrote, views into larger storages too', () => {
    const state = read(bytesOf('state'));
    expect([...state.keys()]).toEqual(['a.conv.weight', 'a.bn.bias']);
    expect(state.get('a.conv.weight')).toEqual({
      shape: [1, 2, 1, 3],
      data: Float32Array.from([0, 0.25, 0.5, 0.75, 1, 1.25]),
    });
    expect(state.get('a.bn.bias')).toEqual({ shape: [2], data: Float32Array.from([3, 4]) });
  });

  it('executes no call in a file', () => {
    expect(() => read(bytesOf('program'))).toThrow(
      /state\.pth: the file calls posix\.system, which is refused/,
    );
  });

  it('refuses other orders of axes, other files and cut ones', () => {
    expect(() => read(bytesOf('swapped'))).toThrow('a is not contiguous');
    expect(() => read(new Uint8Array(Buffer.from('PK\x03\x04 a zip archive')))).toThrow('before PyTorch 1.6');
    const whole = bytesOf('state');
    for (let length = 0; length < whole.length; length += 7)
      expect(() => read(whole.slice(0, length)), String(length)).toThrow(/state\.pth: /);
  });
});
