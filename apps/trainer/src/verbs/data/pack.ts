import { statSync } from 'node:fs';
import type { Command } from 'commander';
import _ from 'lodash';
import { print, printJson } from '../../command-line/output.js';
import { UsageError } from '../../command-line/usage-error.js';
import { verb } from '../../command-line/verb.js';
import { packImages } from '../../runs/prepare-data.js';
import { loadDataConfig, withConfigFlags, type ConfigFlags } from './data-flags.js';

/** `jiagu data pack`: writes all images to one file, decoded and prepared. */
export function packVerb(): Command {
  const command = verb(
    'pack',
    'decode and prepare all images and write them to one file, from which training starts immediately',
    [
      'jiagu data pack --config configs/oracle241.yaml --output data/oracle-241.packed',
      'jiagu train --config configs/oracle241.yaml --set data.packed=data/oracle-241.packed',
    ],
  )
    .option(
      '-o, --output <file>',
      "file to write, an older one is replaced (default: the configuration's data.packed)",
    )
    .option('--json', 'print what was packed as JSON');
  return withConfigFlags(command).action(
    async ({ output, json, ...flags }: ConfigFlags & { output?: string; json?: boolean }) => {
      const { data, labels } = loadDataConfig(flags);
      const file = output ?? data.packed;
      if (file === undefined)
        throw new UsageError('no output file: give --output <file>, or set data.packed in the configuration');
      const { digest, parts } = await packImages(data, file, { labels });
      const images = _.sumBy(Object.values(parts), ({ files }) => files.length);
      const bytes = statSync(file).size;
      if (json) printJson({ file, images, bytes, digest });
      else
        print(
          `${file}: ${images} images, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${digest}\n` +
            `train on it with --set data.packed=${file}`,
        );
    },
  );
}
