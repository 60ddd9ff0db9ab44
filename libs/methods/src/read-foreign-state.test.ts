import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSafetensors, type SafetensorsTensor } from '@jiagu/safetensors';
import { afterAll, describe, expect, it } from 'vitest';
import { prefixHint, readForeignState, unwrappedName } from './read-foreign-state.js';

const folder = mkdtempSync(join(tmpdir(), 'foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'w.safetensors');
const wanted = new Set(['C.weight', 'C.bias']);
const float = (...numbers: number[]): SafetensorsTensor => ({
  dtype: 'F32',
  shape: [numbers.length],
  data: Float32Array.from(numbers),
});
const long = (...numbers: number[]): SafetensorsTensor => ({
  dtype: 'I64',
  shape: [numbers.length],
  data: BigInt64Array.from(numbers.map(BigInt)),
});
const read = (tensors: Record<string, SafetensorsTensor>) => {
  writeSafetensors(path, new Map(Object.entries(tensors)));
  const { state, notes } = readForeignState(path, wanted);
  return { names: [...state.keys()].sort(), notes, weight: [...(state.get('C.weight')?.data ?? [])] };
};

describe('readForeignState', () => {
  it.each(['module.', '_orig_mod.', 'module._orig_mod.', '_orig_mod.module.'])(
    'takes %s away, and says so',
    (prefix) => {
      const { names, notes, weight } = read({
        [`${prefix}C.weight`]: float(1, 2),
        [`${prefix}C.bias`]: float(3),
      });
      expect(names).toEqual(['C.bias', 'C.weight']);
      expect(weight).toEqual([1, 2]);
      expect(notes).toHaveLength(1);
      for (const part of prefix.split('.').filter(Boolean)) expect(notes[0]).toContain(`"${part}."`);
    },
  );

  it('also within a name, where a part of a network was wrapped', () => {
    expect(read({ 'C._orig_mod.weight': float(1), 'C.bias': float(3) })).toMatchObject({
      names: ['C.bias', 'C.weight'],
      notes: [expect.stringContaining('1 names, such as C._orig_mod.weight')],
    });
  });

  it('leaves names alone that a network has', () => {
    writeSafetensors(path, new Map([['C.module.weight', float(1)]]));
    const { state, notes } = readForeignState(path, new Set(['C.module.weight']));
    expect([...state.keys()]).toEqual(['C.module.weight']);
    expect(notes).toEqual([]);
  });

  it('refuses a tensor that is there with and without its prefix', () => {
    expect(() => read({ 'C.weight': float(1), 'module.C.weight': float(2) })).toThrow(
      /w\.safetensors: tensor "(module\.)?C\.weight": .*twice/,
    );
  });

  it('passes over integers that no network has, and names them', () => {
    const { names, notes } = read({
      'C.weight': float(1),
      'bn.num_batches_tracked': long(7),
      epoch: long(7),
      done: { dtype: 'BOOL', shape: [1], data: Uint8Array.of(1) },
    });
    expect(names).toEqual(['C.weight']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/ignored.*epoch \(I64\)/);
    expect(notes[0]).toContain('done (BOOL)');
    expect(notes[0]).not.toContain('num_batches_tracked');
  });

  it('refuses integers where a network has numbers, with the cure', () => {
    const quantised: SafetensorsTensor = { dtype: 'I8', shape: [2], data: Int8Array.of(1, 2) };
    for (const name of ['C.weight', 'module.C.weight'])
      expect(() => read({ [name]: quantised })).toThrow(/tensor ".*C\.weight": I8 elements .*\.float\(\)/);
  });
});

it('unwrappedName takes whole parts of a name only', () => {
  expect(unwrappedName('module.C.submodule.module2')).toBe('C.submodule.module2');
});

it('prefixHint finds a prefix of another kind', () => {
  expect(prefixHint(['other', 'model.C.weight'], wanted)).toContain('without the prefix "model."');
  expect(prefixHint(['C.weight2', 'X.weight'], wanted)).toBe('');
});
