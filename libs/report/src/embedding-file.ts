import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EmbeddedImage } from './plots/embedding-plot.js';
import type { Run } from './run-folder.js';

const pointsSchema = z.array(
  z.object({
    x: z.number(),
    y: z.number(),
    domain: z.enum(['source', 'target']),
    class: z.string(),
  }),
);
const distancesSchema = z.object({
  step: z.number(),
  proxyADistance: z.number(),
  maximumMeanDiscrepancy: z.number(),
});

/** An embedding as `jiagu embed` and the end of a training write it. */
interface Embedding {
  readonly points: EmbeddedImage[];
  readonly distances: z.infer<typeof distancesSchema> | undefined;
}

/** Reads `plots/embedding.csv` and `.json`; undefined when the former is absent or one of them can't be read. */
export async function readEmbedding({ folder, problems }: Run): Promise<Embedding | undefined> {
  const read = (file: string): Promise<string | undefined> =>
    readFile(join(folder, 'plots', file), 'utf8').catch(() => undefined);
  const [csv, json] = [await read('embedding.csv'), await read('embedding.json')];
  if (csv === undefined) return undefined;
  try {
    const parse = { x: 'number', y: 'number', class: 'string' } as const;
    const { read } = await import('vega');
    const rows = pointsSchema.parse(read(csv, { type: 'csv', parse }));
    const points = rows.map(({ class: className, ...place }) => ({ ...place, className }));
    return points.length === 0
      ? undefined
      : { points, distances: json === undefined ? undefined : distancesSchema.parse(JSON.parse(json)) };
  } catch {
    problems.push('plots/embedding.csv or .json could not be read; recreate them with `jiagu embed`.');
    return undefined;
  }
}
