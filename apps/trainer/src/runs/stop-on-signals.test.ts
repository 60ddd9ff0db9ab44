import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopOnSignals, type SignalWatch } from './stop-on-signals.js';

let watch: SignalWatch;
const stop = vi.fn();
const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
  throw new Error('exit');
});
vi.spyOn(process.stderr, 'write').mockImplementation(() => true);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.clearAllMocks();
  watch = stopOnSignals(stop);
});
afterEach(() => {
  watch.remove();
  vi.useRealTimers();
});

describe('stopOnSignals', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('stops in good order at the first %s, at once at the second', (signal, code) => {
    process.emit(signal, signal);
    expect(watch.signal).toBe(signal);
    expect(stop).toHaveBeenCalledTimes(1);
    // A terminal and npm both pass Ctrl-C on.
    vi.advanceTimersByTime(500);
    process.emit(signal, signal);
    expect(exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(() => process.emit(signal, signal)).toThrow('exit');
    expect(exit).toHaveBeenCalledExactlyOnceWith(code);
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
