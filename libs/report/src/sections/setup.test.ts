import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readRun } from '../run-folder.js';
import { setup } from './setup.js';

const folder = mkdtempSync(join(tmpdir(), 'setup-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shown = async (environment: object): Promise<string> => {
  writeFileSync(join(folder, 'config.yaml'), 'name: study\n');
  writeFileSync(join(folder, 'env.json'), JSON.stringify(environment));
  return (await setup(await readRun(folder)))?.body.text ?? '';
};

it('shows what departs from the file that the run was started from, and since when', async () => {
  const body = await shown({
    origin: { file: 'configs/<demo>.yaml', changes: ['training.steps: 1700 -> 400', 'seed: 0 -> 3'] },
    changes: [{ step: 1200, time: '2030-01-02T03:04:05Z', keys: ['training.steps: 400 -> 500'] }],
  });
  expect(body).toMatch(/<dt>configuration<\/dt>\s*<dd><code>configs\/&lt;demo&gt;\.yaml<\/code><\/dd>/);
  expect(body).toMatch(
    /<dt>changed from it<\/dt>\s*<dd><code>training\.steps: 1700 -&gt; 400<\/code><br \/><code>seed: 0 -&gt; 3<\/code>/,
  );
  expect(body).toMatch(/<dt>changed at step 1,200<\/dt>\s*<dd><code>training\.steps: 400 -&gt; 500<\/code>/);
});

it('leaves out what was not changed, or is not known', async () => {
  expect(await shown({ origin: { file: 'demo.yaml', changes: [] } })).not.toContain('changed');
  expect(await shown({})).not.toMatch(/<dt>configuration|changed/);
});

it('shows what the batches of the source are mixed from', async () => {
  const mixture = [
    { place: 'real.txt', images: 1200, share: 0.25 },
    { place: 'generated', images: 60, share: 0.75 },
  ];
  expect(await shown({ mixture })).toContain(
    '<code>25 % from real.txt, 1,200 images</code><br /><code>75 % from generated, 60 images</code>',
  );
});
