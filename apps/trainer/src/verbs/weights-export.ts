import type { Command } from 'commander';
import { note, print } from '../command-line/output.js';
import { verb, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { exportRun } from '../runs/export-weights.js';

/** `jiagu weights export`: writes the networks of a run for PyTorch and other programs. */
export function exportVerb(): Command {
  const command = verb('export', "write a run's networks as safetensors with PyTorch's names and layouts", [
    'jiagu weights export --run demo-stsn -o demo.safetensors',
    'jiagu weights export --run runs/demo-stsn --checkpoint best -o best.safetensors',
  ]).requiredOption('-o, --output <file>', 'safetensors file to write');
  return withRunFlags(command).action(({ run, checkpoint, output }: RunFlags & { output: string }) => {
    note(exportRun(run, checkpoint, output));
    print(output);
  });
}
