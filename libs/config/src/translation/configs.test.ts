import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { idleSettings } from '../idle-settings.js';
import { translatesImages } from '../judgement.js';
import { loadConfig } from '../load-config.js';
import { translatorSizeFault } from './translator-size.js';

const folder = fileURLToPath(new URL('../../../../configs/translation/', import.meta.url));

it.each(readdirSync(folder))(
  'configs/translation/%s is whole, says how it is run, and mirrors nothing',
  (file) => {
    const config = loadConfig(`${folder}${file}`);
    const { name, data, method } = config;
    expect(name).toBe(`translation-${file.replace('.yaml', '')}`);
    expect(idleSettings(config)).toEqual([]);
    expect(translatesImages(method) || method.name === 'dtml').toBe(true);
    if ('translator' in method) expect(translatorSizeFault(method.translator, data.imageSize)).toBeNull();
    // Characters in a mirror are others, or none: a translator of mirrored ones may mirror them.
    expect(JSON.stringify(data.augmentation)).not.toContain('horizontalFlip');
    const lines = readFileSync(`${folder}${file}`, 'utf8').trimEnd().split('\n');
    const [comments, keys] = [true, false].map((wanted) =>
      lines.filter((line) => line.startsWith('#') === wanted),
    ) as [string[], string[]];
    expect(keys.length).toBeLessThanOrEqual(20);
    expect(comments).toContain(`# Command: npx jiagu train --config configs/translation/${file}`);
    expect(comments.some((line) => line.startsWith('# Time:    '))).toBe(true);
  },
);
