import { expect, it } from 'vitest';
import { bytes, float, integer, integers } from './protobuf.js';

it('encodes fields as the published examples and the definition of varints have them', () => {
  // Protocol Buffers' encoding page: field 1 = 150; field 2 = "testing"; field 6 packed 3, 270, 86942.
  expect(integer(1, 150).toString('hex')).toBe('089601');
  expect(bytes(2, 'testing').toString('hex')).toBe('120774657374696e67');
  expect(integers(6, [3, 270, 86942]).toString('hex')).toBe('3206038e029ea705');
  // A negative int64 takes ten bytes: minus one is 2^64 - 1.
  expect(integer(1, -1).toString('hex')).toBe(`08${'ff'.repeat(9)}01`);
  expect(float(1, 1).toString('hex')).toBe('0d0000803f');
  expect(integer(1, 2 ** 40).toString('hex')).toBe('08808080808020');
});
