import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import _ from 'lodash';

/** SHA-256 of all weights and optimiser states of a checkpoint. */
export function digest(run: string, checkpoint: string): string {
  const hash = createHash('sha256');
  for (const part of ['model', 'optimizer'])
    hash.update(readFileSync(join(run, 'checkpoints', checkpoint, `${part}.safetensors`)));
  return hash.digest('hex');
}

/** The metrics without what depends on the clock. */
export function timeless(run: string): unknown[] {
  return readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => _.omit(JSON.parse(line) as object, ['seconds', 'processorSeconds', 'imagesPerSecond']));
}
