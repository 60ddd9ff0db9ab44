import { expect, it } from 'vitest';
import { tensorFlowWheel } from './tensorflow-wheel.js';

const linux = { platform: 'linux', arch: 'x64', glibc: '2.36' };
const arm = { ...linux, arch: 'arm64' };

it('names the wheel of each kind of machine', () => {
  expect(tensorFlowWheel('cpu', undefined, linux).requirement).toBe('tensorflow-cpu>=2.16');
  expect(tensorFlowWheel('cpu', '2.20.0', arm).requirement).toBe('tensorflow==2.20.0');
  expect(tensorFlowWheel('gpu', undefined, linux).requirement).toBe('tensorflow>=2.16');
});

it('says why there is none', () => {
  expect(() => tensorFlowWheel('cpu', undefined, { ...linux, platform: 'darwin' })).toThrow(
    'for darwin on x64',
  );
  expect(() => tensorFlowWheel('cpu', undefined, { ...linux, arch: 'ia32' })).toThrow('for linux on ia32');
  expect(() => tensorFlowWheel('cpu', undefined, { ...linux, glibc: undefined })).toThrow('need glibc');
  expect(() => tensorFlowWheel('gpu', undefined, arm)).toThrow('without CUDA');
});
