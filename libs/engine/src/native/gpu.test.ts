import { describe, expect, it } from 'vitest';
import { EngineError } from '../engine-error.js';
import { findAddonPackage } from './addon-package.js';
import { requireNvidiaDriver } from './gpu.js';

describe('a GPU that can not be used', () => {
  it('is refused without a driver, with one sentence that says so', () => {
    expect(() => requireNvidiaDriver(['/nowhere/version'])).toThrow(EngineError);
    expect(() => requireNvidiaDriver(['/nowhere/version'])).toThrow(/no NVIDIA driver.*use device "cpu"/);
    expect(() => requireNvidiaDriver(['/nowhere/version', '/'])).not.toThrow();
  });

  it('is refused without its package, with the command that installs it', () => {
    expect(() => findAddonPackage('gpu', '/nowhere/module.js')).toThrow(
      /tfjs-node-gpu isn't installed.*npm install --no-save @tensorflow\/tfjs-node-gpu@/,
    );
  });
});
