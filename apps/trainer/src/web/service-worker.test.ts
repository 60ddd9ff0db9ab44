import { expect, it } from 'vitest';
import { serviceWorker } from './service-worker.js';

const file = (text: string): Uint8Array => new TextEncoder().encode(text);

it('names every file, and is another text when one of them changes', () => {
  const before = serviceWorker(
    'go();',
    new Map([
      ['b', file('1')],
      ['a', file('2')],
    ]),
  );
  expect(before).toMatch(/^self\.kept=\{"version":"[0-9a-f]{16}","files":\["a","b"\]\};\ngo\(\);$/);
  expect(
    serviceWorker(
      'go();',
      new Map([
        ['a', file('2')],
        ['b', file('1')],
      ]),
    ),
  ).toBe(before);
  for (const other of [
    [
      ['a', file('2')],
      ['b', file('3')],
    ],
    [
      ['a', file('21')],
      ['b', file('')],
    ],
  ] as const)
    expect(serviceWorker('go();', new Map(other))).not.toBe(before);
});
