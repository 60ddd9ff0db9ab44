import { join } from 'node:path';
import type { Command } from 'commander';
import { loadChanged } from '@jiagu/config';
import { wholeNumber } from '../command-line/arguments.js';
import { note, print } from '../command-line/output.js';
import {
  overridesOf,
  verb,
  withConfigFlags,
  withEngineFlags,
  type ConfigFlags,
} from '../command-line/verb.js';
import { importWeights } from '../runs/import-weights.js';
import { announce, originOf } from '../runs/run-origin.js';

/** `jiagu weights import`: creates a run with the weights of a file. */
export function importVerb(): Command {
  const command = verb(
    'import',
    'create a run with the weights of a safetensors file: those of another run, or of PyTorch with the same names',
    [
      'jiagu weights import stsn.safetensors --config configs/oracle241-reference.yaml --name published',
      'jiagu weights import demo.safetensors --config runs/demo/stsn/config.yaml --name copy',
    ],
  )
    .argument('<file>', 'safetensors file; networks that are not in it are initialised as for a new training')
    .option(
      '--step <count>',
      'steps of the schedule that count as completed (default: the number in the file, else 0)',
      wholeNumber(0),
    );
  return withEngineFlags(withConfigFlags(command)).action(
    async (file: string, flags: ConfigFlags & { step?: number }) => {
      const { config, changes } = loadChanged(flags.config, { overrides: overridesOf(flags) });
      const origin = originOf(flags.config, changes);
      announce(origin, []);
      const path = join(flags.runs, config.name);
      const { step, fresh } = await importWeights(file, config, path, {
        force: flags.force ?? false,
        step: flags.step,
        origin,
      });
      if (fresh.length > 0) note(`not in ${file}, so initialised as for a new training: ${fresh.join(', ')}`);
      note(
        `measure it with \`jiagu evaluate --run ${path}\`, continue training from step ${step} with \`jiagu resume ${path}\``,
      );
      print(path);
    },
  );
}
