import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { idleSettings } from '../idle-settings.js';
import { loadConfig } from '../load-config.js';

const folder = fileURLToPath(new URL('../../../../configs/gan/', import.meta.url));
const files = readdirSync(folder);

describe('a configuration in configs/gan', () => {
  it.each(files)('%s is whole, says how it is run, and is twenty lines over what all share', (file) => {
    const { name, data, method, training } = loadConfig(`${folder}${file}`);
    expect(name).toBe(`gan-${file.replace('.yaml', '')}`);
    expect(training).toMatchObject({ steps: 1000, checkpoint: { best: 'kid' } });
    expect(idleSettings(loadConfig(`${folder}${file}`))).toEqual([]);
    expect(method.name).toMatch(/gan|vae|flow/);
    // A generator of mirrored characters draws characters that do not exist.
    expect(JSON.stringify(data.augmentation)).not.toContain('horizontalFlip');
    const lines = readFileSync(`${folder}${file}`, 'utf8').trimEnd().split('\n');
    const [comments, keys] = [true, false].map((wanted) =>
      lines.filter((line) => line.startsWith('#') === wanted),
    ) as [string[], string[]];
    expect(keys.length).toBeLessThanOrEqual(20);
    expect(comments).toContain(`# Command: npx jiagu train --config configs/gan/${file}`);
    expect(comments.some((line) => line.startsWith('# Time:    '))).toBe(true);
  });
});
