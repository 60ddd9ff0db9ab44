import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticSchema } from '@jiagu/config';
import { afterAll, expect, it } from 'vitest';
import { makeSynthetic } from './make-synthetic.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-synthetic-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('refuses a set that is not the one whose digest is configured, made anew or there already', async () => {
  const config = (settings: object) =>
    syntheticSchema.parse({
      folder: join(folder, 'set'),
      classes: 2,
      size: 16,
      trainPerClass: 1,
      ...settings,
    });
  const { digest } = await makeSynthetic(config({ testPerClass: 1 }));
  expect(await makeSynthetic(config({ testPerClass: 1, digest }))).toMatchObject({ digest });
  const other = `sha256:${'ab'.repeat(32)}`;
  await expect(makeSynthetic(config({ testPerClass: 1, digest: other }))).rejects.toThrow(
    `has the digest ${digest}, and data.synthetic.digest is ${other}`,
  );
  await expect(
    makeSynthetic(config({ folder: join(folder, 'seed'), testPerClass: 1, seed: 8, digest })),
  ).rejects.toThrow(/has the digest (?!.*has the digest)/);
});
