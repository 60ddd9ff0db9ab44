import type { Command } from 'commander';
import {
  fetchInception,
  fetchWeights,
  INCEPTION,
  inspectWeights,
  isWeightsName,
  publishedWeights,
} from '@jiagu/weights';
import { note, print, printJson } from '../command-line/output.js';
import { textTable } from '../command-line/text-table.js';
import { UsageError } from '../command-line/usage-error.js';
import { verb } from '../command-line/verb.js';
import { importVerb } from './weights-import.js';

/** `jiagu weights`: handles published weights and files of weights. */
export function weightsVerb(): Command {
  const names = [...Object.keys(publishedWeights), INCEPTION].join(', ');
  const fetch = verb(
    'fetch',
    'download published weights to the cache and print their path: ImageNet encoders, and the network of FID (inception)',
    [
      'jiagu weights fetch resnet18',
      'jiagu weights fetch vgg19 --from Downloads/model.safetensors',
      'jiagu weights fetch inception --from Downloads/weights-inception-2015-12-05-6726825d.pth',
    ],
  )
    .argument('<name>', `one of ${names}`)
    .option('--from <file>', 'a local copy, for machines without a network')
    .action(async (name: string, { from }: { from?: string }) => {
      if (!isWeightsName(name) && name !== INCEPTION)
        throw new UsageError(`there are no published weights named ${name}; known names: ${names}`);
      const options = { from, log: note, onProgress: downloadProgress(name) };
      const { path } = name === INCEPTION ? await fetchInception(options) : await fetchWeights(name, options);
      print(path);
    });
  const inspect = verb('inspect', 'list the tensors of a safetensors file; only its header is read', [
    'jiagu weights inspect runs/demo/stsn/checkpoints/step-000700/model.safetensors',
    'jiagu weights inspect model.safetensors --json',
  ])
    .argument('<file>', 'a safetensors file')
    .option('--json', 'print the list as JSON')
    .action((file: string, { json }: { json?: boolean }) => inspectFile(file, json === true));
  return verb('weights', 'fetch published weights, inspect and import files of weights', [
    'jiagu weights fetch resnet18',
    'jiagu weights inspect runs/demo/stsn/checkpoints/step-000700/model.safetensors',
  ])
    .addCommand(fetch)
    .addCommand(inspect)
    .addCommand(importVerb());
}

/** Shows the progress of a download on a terminal, in a line that is overwritten at each percent. */
function downloadProgress(name: string) {
  let shown = -1;
  return ({ received, total }: { received: number; total: number | undefined }): void => {
    if (!process.stderr.isTTY || !total) return;
    const share = Math.floor((100 * received) / total);
    if (share === shown) return;
    shown = share;
    process.stderr.write(`\r${name}: ${share} % of ${megabytes(total)}${share === 100 ? '\n' : ''}`);
  };
}

function inspectFile(file: string, json: boolean): void {
  const description = inspectWeights(file);
  if (json) return printJson(description);
  const { tensors, metadata, elements, bytes } = description;
  const rows = tensors.map(({ name, dtype, shape }) => [name, dtype, `[${shape.join(', ')}]`]);
  print(textTable([['tensor', 'type', 'shape'], ...rows]));
  for (const [key, value] of Object.entries(metadata)) print(`${key}: ${shorten(value)}`);
  print(`${tensors.length} tensors, ${elements.toLocaleString('en')} elements, ${megabytes(bytes)}`);
}

/** Shortens long values, such as the names of thousands of classes. */
const shorten = (text: string): string =>
  text.length > 200 ? `${text.slice(0, 200)}... (${text.length} characters; all with --json)` : text;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
