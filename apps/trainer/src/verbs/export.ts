import { dirname, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { DOMAINS, type Domain } from '@jiagu/config';
import { requireWritable } from '@jiagu/disk';
import { disposeMethod } from '@jiagu/training';
import { wholeNumber } from '../command-line/arguments.js';
import { note, print } from '../command-line/output.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb, withEngineFlags, withRunFlags, type RunFlags } from '../command-line/verb.js';
import { exportOnnx, exportSavedModel, ONNX, SAVED_MODEL } from '../export/export-networks.js';
import { exportWeightsOf } from '../export/export-weights.js';
import { openRun } from '../runs/open-run.js';
import { refuseOutput, refuseOutputFile } from '../runs/refuse-output.js';
import { exportWeb, PAGE } from '../web/export-web.js';
import type { Precision } from '../web/half-precision.js';
import { servePage } from '../web/serve.js';

const FORMATS = ['onnx', 'saved-model', 'safetensors', 'web'] as const;

interface ExportFlags extends RunFlags {
  format: (typeof FORMATS)[number];
  output: string;
  domain?: Domain;
  precision?: Precision;
  serve?: boolean;
  port?: number;
  force?: boolean;
}

/** `jiagu export`: a trained run for use elsewhere. */
export function exportVerb(): Command {
  const command = verb(
    'export',
    "write a trained run for use elsewhere: ONNX files or a SavedModel that compute, the weights under PyTorch's names, or a page for browsers",
    [
      'jiagu export --run demo/stsn --format onnx --domain target -o demo-onnx',
      'jiagu export --run demo/stsn --format saved-model -o demo-saved-model',
      'jiagu export --run runs/demo/stsn --checkpoint best --format safetensors -o best.safetensors',
      'jiagu export --run demo/stsn --format web -o page --serve',
    ],
  )
    .addOption(new Option('--format <format>', 'what to write').choices(FORMATS).makeOptionMandatory())
    .requiredOption('-o, --output <path>', 'folder to write; for safetensors, the file')
    .addOption(
      new Option(
        '--domain <domain>',
        'onnx, saved-model: networks for handprinted (source) or scanned (target) images; default: both',
      ).choices(DOMAINS),
    )
    .addOption(
      new Option(
        '--precision <precision>',
        'web: numbers of the weights (default: float16 if that changes the class of under 0.1 % of unlabelled images)',
      ).choices(['float16', 'float32']),
    )
    .option('--serve', 'web: then show the page to browsers of this machine, until Ctrl-C')
    .option('--port <number>', 'web: where to serve it; 0: a free port (default: 0)', wholeNumber(0))
    .option('--force', 'replace what was exported there before');
  return withEngineFlags(withRunFlags(command)).action(exportRun);
}

/** Which formats take a flag that not all take. */
const FLAGS_OF_SOME: Readonly<Partial<Record<keyof ExportFlags, readonly ExportFlags['format'][]>>> = {
  domain: ['onnx', 'saved-model'],
  precision: ['web'],
  serve: ['web'],
  port: ['web'],
};

/** What the formats of folders write. */
const FOLDERS = { onnx: ONNX, 'saved-model': SAVED_MODEL, web: PAGE };

async function exportRun(flags: ExportFlags): Promise<void> {
  const { run: name, checkpoint, format, output } = flags;
  for (const [flag, formats] of Object.entries(FLAGS_OF_SOME))
    if (flags[flag as keyof ExportFlags] !== undefined && !formats.includes(format))
      throw new UsageError(`--${flag} is for --format ${formats.join(' or ')}, not for ${format}`);
  if (format === 'safetensors') refuseOutputFile(output, flags.force === true);
  else refuseOutput(output, FOLDERS[format], flags.force === true);
  // The output is made beside its place.
  requireWritable(dirname(resolve(output)));
  if (format === 'web') return exportPage(flags);
  if (format === 'safetensors') {
    note(exportWeightsOf(name, checkpoint, output));
    return print(output);
  }
  const run = await openRun(flags);
  const write = format === 'onnx' ? exportOnnx : exportSavedModel;
  const domains = flags.domain ? [flags.domain] : DOMAINS.toReversed();
  const names = await write(run, output, { domains, checkpoint });
  disposeMethod(run.method);
  note(`${run.folder.path}, checkpoint ${checkpoint}, step ${run.step}: ${names.join(', ')}`);
  print(output);
}

async function exportPage(flags: ExportFlags): Promise<void> {
  note(await exportWeb(flags, flags.output, flags));
  if (!flags.serve) return print(flags.output);
  const { address } = await servePage(flags.output, flags.port ?? 0);
  print(address);
  note('Ctrl-C ends it');
}
