import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '@jiagu/config';
import { describeFailure } from './failure.js';
import { Stopped } from './stopped.js';
import { UsageError } from './usage-error.js';

describe('describeFailure', () => {
  it('gives each kind of failure its exit code', () => {
    const code = (error: unknown) => describeFailure(error, false).exitCode;
    expect(code(new Error('no such file'))).toBe(1);
    expect(code(new UsageError('no images'))).toBe(2);
    expect(code(new ConfigError(['a', 'b']))).toBe(2);
    expect(code(new CommanderError(1, 'commander.unknownOption', ''))).toBe(2);
    expect(code(new CommanderError(0, 'commander.helpDisplayed', ''))).toBe(0);
    expect(code(new Stopped('', 'SIGHUP'))).toBe(129);
    expect(code(new Stopped('', 'SIGINT'))).toBe(130);
    expect(code(new Stopped('', 'SIGTERM'))).toBe(143);
  });

  it('says what was wrong without a stack, unless one is wanted', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    expect(describeFailure(error, false).message).toBe('jiagu: outer');
    const message = describeFailure(error, true).message;
    expect(message).toMatch(/outer\n\s+at [^]*caused by Error: inner\n\s+at /);
  });

  it('says what the system refused by its path, and what can be done', () => {
    let error: unknown;
    try {
      readFileSync('/dev/null/config.yaml');
    } catch (thrown) {
      error = thrown;
    }
    expect(describeFailure(error, false)).toEqual({
      exitCode: 1,
      message: expect.stringMatching(
        /^jiagu: \/dev\/null\/config\.yaml can't be used: a part of its path is a file/,
      ),
    });
  });

  it('points out faults of the program itself', () => {
    expect(describeFailure(new TypeError('x is undefined'), false).message).toMatch(
      /^jiagu: x is undefined .*--debug/,
    );
  });
});
