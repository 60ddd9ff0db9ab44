import { Option, type Command } from 'commander';
import { DOMAINS, type Domain } from '@jiagu/config';
import { requireWritable } from '@jiagu/disk';
import { disposeMethod } from '@jiagu/training';
import { note, print } from '../command-line/output.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { exportOnnx, exportSavedModel, refuseExisting } from '../export/export-networks.js';
import { exportWeightsOf } from '../export/export-weights.js';
import { openRun } from '../runs/open-run.js';

const FORMATS = ['onnx', 'saved-model', 'safetensors'] as const;

interface ExportFlags extends RunFlags {
  format: (typeof FORMATS)[number];
  output: string;
  domain?: Domain;
}

/** `jiagu export`: a run's networks for other programs. */
export function exportVerb(): Command {
  const command = verb(
    'export',
    "write a run's networks for other programs: ONNX files or a SavedModel that compute, or the weights under PyTorch's names",
    [
      'jiagu export --run demo-stsn --format onnx --domain target -o demo-onnx',
      'jiagu export --run demo-stsn --format saved-model -o demo-saved-model',
      'jiagu export --run runs/demo-stsn --checkpoint best --format safetensors -o best.safetensors',
    ],
  )
    .addOption(new Option('--format <format>', 'what to write').choices(FORMATS).makeOptionMandatory())
    .requiredOption('-o, --output <path>', 'folder to write; for safetensors, the file')
    .addOption(
      new Option(
        '--domain <domain>',
        'networks for handprinted (source) or scanned (target) images; default: both',
      ).choices(DOMAINS),
    );
  return withEngineFlags(withRunFlags(command)).action(exportRun);
}

async function exportRun(flags: ExportFlags): Promise<void> {
  const { run: name, checkpoint, format, output, domain } = flags;
  if (format === 'safetensors') {
    note(exportWeightsOf(name, checkpoint, output));
    return print(output);
  }
  refuseExisting(output);
  requireWritable(output);
  const run = await openRun(flags);
  const write = format === 'onnx' ? exportOnnx : exportSavedModel;
  const names = await write(run, output, { domains: domain ? [domain] : ['target', 'source'], checkpoint });
  disposeMethod(run.method);
  note(`${run.folder.path}, checkpoint ${checkpoint}, step ${run.step}: ${names.join(', ')}`);
  print(output);
}
