import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PAGE_POLICY, parsePageModel } from './page-model.js';

it('the page has the policy that servers send', () => {
  const page = readFileSync(new URL('../index.html', import.meta.url), 'utf8');
  expect(page).toContain(`content="${PAGE_POLICY}"`);
});

it.each([
  ['{', 'model.json is damaged: it is not JSON'],
  ['[]', 'model.json is damaged: the whole'],
  ['{"format":2}', 'model.json is damaged: format'],
  ['{"__proto__":{"format":1}}', 'model.json is damaged: format'],
  [`{"format":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, 'model.json is damaged: format'],
  [`{"format":1,"title":"${'x'.repeat(64e6)}`, 'model.json is damaged: it has 64000021 characters'],
])('a damaged file is told in a sentence: %.20s', (text, words) => {
  expect(() => parsePageModel(text)).toThrow(words);
});
