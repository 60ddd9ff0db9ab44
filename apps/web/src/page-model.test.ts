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
])('a damaged file is told in a sentence: %s', (text, words) => {
  expect(() => parsePageModel(text)).toThrow(words);
});
