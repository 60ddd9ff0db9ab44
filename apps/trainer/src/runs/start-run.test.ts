import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@jiagu/config';
import { afterAll, expect, it } from 'vitest';
import { startRun } from './start-run.js';
import { studies } from './studies.js';

const folder = mkdtempSync(join(tmpdir(), 'jiagu-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['cut', 'pix2pix', 'dtml'])(
  'configs/translation/%s.yaml trains, is measured and is reported',
  async (study) => {
    const data = join(folder, study === 'pix2pix' ? 'paired' : 'unpaired');
    const parts = { source: 'handprint', target: 'rubbing' };
    const small = {
      'data.synthetic': `{folder: ${data}, classes: 2, size: 24, trainPerClass: 10, testPerClass: 10, paired: ${study === 'pix2pix'}}`,
      ...Object.fromEntries(
        Object.entries(parts).flatMap(([domain, set]) =>
          ['train', 'test'].map((part) => [`data.${domain}.${part}`, join(data, set, part)]),
        ),
      ),
      'data.classes': 2,
      'data.imageSize': 24,
      'method.translator.width': 2,
      'method.critic.width': 2,
      'training.steps': 2,
      'training.batchSize': 2,
      ...(study === 'dtml' ? { 'model.width': 4 } : { 'training.evaluate.generation.images': 20 }),
      ...(study !== 'pix2pix' && { 'method.translator.blocks': 1 }),
    };
    const overrides = Object.entries(small).map(([key, value]) => `${key}=${value}`);
    const config = loadConfig(join(studies, 'translation', `${study}.yaml`), { overrides });
    const run = await startRun(config, join(folder, study));
    const evaluation = run?.evaluation;
    if (study === 'dtml') expect(evaluation).toHaveProperty('target.accuracy');
    else expect(evaluation).toHaveProperty('translation.0.measures.kid.value');
    expect(readFileSync(run?.report ?? '', 'utf8')).toContain(config.title);
  },
);
