import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLivePage } from './page/page-state.js';
import { writeFakeRun, type FakeRunOptions } from './testing/fake-run.js';
import { writeReport } from './write-report.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'report-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function reportOf(options: FakeRunOptions): Promise<string> {
  const run = join(folder, 'run');
  await writeFakeRun(run, options);
  return readFileSync(await writeReport(run), 'utf8');
}

/**
 * What would make a browser fetch or run something: tags, attributes, addresses; all of it must be absent but for the
 * page's own script, of which the policy has the digest, and plain data.
 */
function active(whole: string): string[] {
  const [, allowed] = /script-src &#39;sha256-([^&]+)&#39;/.exec(whole) ?? [];
  const page = whole.replace(
    /<script( type="application\/json")?>([\s\S]*?)<\/script>/g,
    (all, data, text) => {
      const inert = data
        ? Boolean(JSON.parse(text))
        : createHash('sha256').update(text).digest('base64') === allowed;
      return inert ? '' : all;
    },
  );
  // Inside quotes nothing is markup.
  const bare = page.replace(/="[^"]*"/g, '=""');
  const tags = bare.match(/<(script|iframe|object|embed|link|form|base|image|foreignObject)\b/gi) ?? [];
  const handlers = bare.match(/<[^>]*\son[a-z]+\s*=/gi) ?? [];
  const addresses = [...page.matchAll(/\s(?:src|href|srcset|action|xlink:href)="([^"]{0,60})/g)]
    .map(([, address]) => address ?? '')
    .filter((address) => !/^(data:image\/png;base64,|#[\w-]+$)/.test(address));
  const styles = page.match(/@import|url\((?!#)/g) ?? [];
  return [...tags, ...handlers, ...addresses, ...styles];
}

describe('writeReport', () => {
  it('shows the figures of a finished run in one inert page, and writes its plots', async () => {
    const page = await reportOf({ classNames: ['ox', 'moon', 'gate', 'eye'], wrong: [0, 5, 1, 0] });
    expect(active(page)).toEqual([]);
    expect(page.includes('<h1>STSN, demo</h1>')).toBe(true);
    // 6 of 4 x 25 scans are misread.
    expect(/94\.0\u00a0%<\/p>[\s\S]*94 of 100 images/.test(page)).toBe(true);
    expect(/<b>5 of 25<\/b>\s*<span class="truth">moon<\/span>/.test(page)).toBe(true);
    expect(/decoder warm-up\s*<span class="quiet">from step 301/.test(page)).toBe(true);
    // t2s of the invented run misses its correlation.
    expect(page.match(/✗ misses/g)).toHaveLength(1);
    expect(page.includes('has not finished')).toBe(false);
    expect(page.includes('no picture')).toBe(false);
    // The invented run names its images by { images, labels }, as IDX sets are: no file of their own.
    expect(page.includes('could not be read')).toBe(false);
    expect(page.match(/alt="Test image of moon, taken for \w+"/g)).toHaveLength(2);
    expect(page.match(/alt="Example of moon"/g)?.length).toBeGreaterThan(0);
    expect(page.includes('data-state="final"')).toBe(true);
    // The validator `snd` of the invented log prefers another step than the last.
    expect(/<th scope="row">\s*snd\s*<\/th>/.test(page)).toBe(true);
    expect(page.match(/<figure class="picture">/g)).toHaveLength(5);
    // 1e-3 (1 - 10 / 2740)^0.9: learning rates keep their digits.
    expect(/<title>step 10: encoder 0\.0009967,/.test(page)).toBe(true);
    const labels = [...page.matchAll(/<svg [^>]*role="img" aria-label="([^"]+)"/g)].map(([, label]) => label);
    expect(labels).toContain(
      'Target accuracy of 4 classes, from moon with 80\u00a0% to eye with 100\u00a0%.',
    );
    // Grain varies by a quarter of what it does among real images.
    const spread = /<caption>\s*<span>How much the surface changes[\s\S]*?<\/table>/.exec(page)?.[0];
    expect(spread?.match(/<td[^>]*>[^<]*/g)?.map((cell) => cell.replace(/<[^>]*>/, '').trim())).toEqual([
      'grain',
      '0.005',
      '0.020',
      '25 %',
    ]);
    for (const [tag] of page.matchAll(/<img [^>]*>/g)) expect(tag).toMatch(/ alt="[^"]+"/);
    const plots = readdirSync(join(folder, 'run', 'plots'));
    for (const name of ['accuracy', 'class-accuracy', 'learning-rates', 'loss-1-total'])
      expect(plots).toEqual(expect.arrayContaining([`${name}.svg`, `${name}.png`]));
    const accuracies = readFileSync(join(folder, 'run', 'plots', 'class-accuracy.csv'), 'utf8');
    expect(accuracies.split('\n')[1]).toBe('moon,20,25,25,25');
  });

  it('stays below ten megabytes with 241 classes and 250,000 steps', async () => {
    const classNames = Array.from({ length: 241 }, (_, i) => String.fromCodePoint(0x4e00 + i));
    const page = await reportOf({ classNames, steps: 250_000 });
    expect(active(page)).toEqual([]);
    expect(page.length).toBeLessThan(10e6);
    const table = /<caption>\s*<span>Accuracy of each class[\s\S]*?<\/table>/.exec(page)?.[0] ?? '';
    expect(table.match(/<th scope="row">/g)).toHaveLength(241);
  });

  it('leaves out what a run of one domain lacks', async () => {
    await writeFakeRun(join(folder, 'run'), { classNames: ['ox', 'moon'], aborted: true });
    const lines = [
      { type: 'eval', step: 1, source: { accuracy: 0.5 } },
      { type: 'eval', step: 2, source: { accuracy: 0.75 } },
    ];
    writeFileSync(
      join(folder, 'run', 'metrics.jsonl'),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    const page = readFileSync(await writeReport(join(folder, 'run')), 'utf8');
    expect(page).toMatch(/75\.0\u00a0%<\/p>/);
    expect(page.includes('Target test accuracy')).toBe(false);
    expect(page.includes('oracle')).toBe(false);
  });

  it('shows what an aborted run has left', async () => {
    const page = await reportOf({ classNames: ['a', 'b'], aborted: true });
    expect(page.includes('This run has not finished')).toBe(true);
    expect(isLivePage(join(folder, 'run', 'report.html'))).toBe(true);
    expect(page.includes('as last measured during the training')).toBe(true);
    expect(page.includes('id="classes"')).toBe(false);
    for (const file of ['metrics.jsonl', 'env.json']) rmSync(join(folder, 'run', file));
    writeFileSync(join(folder, 'run', 'plots', 'embedding.csv'), 'x,y,domain,class\n1,2,nowhere,"a"\n');
    writeFileSync(join(folder, 'run', 'evaluation.json'), '{"source": {"accuracy": "high"}');
    const bare = readFileSync(await writeReport(join(folder, 'run')), 'utf8');
    expect(bare.includes('evaluation.json could not be read')).toBe(true);
    expect(bare.includes('not measured in this run')).toBe(true);
    expect(bare.includes('plots/embedding.csv or .json could not be read')).toBe(true);
  });

  it('escapes names of classes, files, losses, phases and runs', async () => {
    const attack = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
    const page = await reportOf({
      classNames: [attack, `' onload=alert(1) \u202e\u0007`, '../..'],
      title: attack,
      wrong: [3, 2, 1],
    });
    const log = `${[
      { type: 'phase', step: 0, name: attack },
      { type: 'train', step: 1, losses: { [attack]: 1, '../../escape': 2 }, rates: { [attack]: 1 } },
      { type: 'train', step: 2, losses: { [attack]: 2, '../../escape': 1 }, rates: { [attack]: 1 } },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n')}\n`;
    writeFileSync(join(folder, 'run', 'metrics.jsonl'), log);
    const again = readFileSync(await writeReport(join(folder, 'run')), 'utf8');
    for (const text of [page, again]) {
      expect(active(text)).toEqual([]);
      expect(text.includes('&lt;script&gt;')).toBe(true);
      expect(text.includes('\u202e')).toBe(false);
    }
    expect(readdirSync(folder)).toEqual(['run']);
    for (const file of readdirSync(join(folder, 'run', 'plots')).filter((name) => name.endsWith('.svg')))
      expect(active(readFileSync(join(folder, 'run', 'plots', file), 'utf8'))).toEqual([]);
  });

  it('says so when the folder is no run', async () => {
    await expect(writeReport(folder)).rejects.toThrow(/not a run folder/);
    await expect(writeReport(join(folder, 'absent'))).rejects.toThrow(/absent: .*ENOENT/);
  });
});
