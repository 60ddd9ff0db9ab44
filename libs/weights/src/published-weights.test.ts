import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '@jiagu/safetensors';
import { inspectWeights } from './inspect-weights.js';
import { isWeightsName, publishedWeights } from './published-weights.js';

const folder = mkdtempSync(join(tmpdir(), 'weights-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('publishedWeights', () => {
  // Learnable numbers of torchvision's networks, as its documentation lists them, four bytes each.
  const parameters = {
    resnet18: 11_689_512,
    resnet34: 21_797_672,
    resnet50: 25_557_032,
    resnet152: 60_192_808,
    vgg19: 143_667_240,
  };

  it.each(Object.entries(publishedWeights))('%s has the size of its network', (name, { bytes, sha256 }) => {
    const least = 4 * (parameters[name as keyof typeof parameters] ?? NaN);
    expect(bytes[1]).toBeGreaterThan(least);
    expect(bytes[0]).toBeLessThan(least * 1.005);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells names from paths', () => {
    expect(isWeightsName('vgg19')).toBe(true);
    expect(isWeightsName('./vgg19.safetensors')).toBe(false);
    expect(isWeightsName('constructor')).toBe(false);
  });
});

it('inspectWeights sums up a file', () => {
  const path = join(folder, 'w.safetensors');
  writeSafetensors(
    path,
    new Map([
      ['fc.weight', { dtype: 'F32', shape: [2, 3], data: new Float32Array(6) }],
      ['steps', { dtype: 'I64', shape: [], data: new BigInt64Array(1) }],
    ]),
    { format: 'pt' },
  );
  const { metadata, tensors, elements, bytes } = inspectWeights(path);
  expect({ metadata, elements, bytes }).toEqual({ metadata: { format: 'pt' }, elements: 7, bytes: 32 });
  expect(tensors).toContainEqual({ name: 'fc.weight', dtype: 'F32', shape: [2, 3], elements: 6 });
});
