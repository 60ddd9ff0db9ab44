import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Domain } from '@jiagu/config';
import { replaceFolder } from '@jiagu/disk';
import { encodeOnnx, savedModel, toOnnx } from '@jiagu/export';
import { UsageError } from '../command-line/usage-error.js';
import type { OpenRun } from '../runs/open-run.js';
import { recordedClasses } from '../runs/recorded-classes.js';
import type { WrittenFolder } from '../runs/refuse-output.js';
import { version } from '../version.js';
import { describePart, type PartDescription } from './describe-part.js';
import { traceMethod, type TracedPart } from './trace-method.js';

/** The key of an ONNX file's metadata under which the description is, as JSON. */
const METADATA_KEY = 'jiagu';

export interface ExportOptions {
  readonly domains: readonly Domain[];
  readonly checkpoint: string;
}

/** A network and what is told of it. */
interface DescribedPart extends TracedPart {
  readonly description: PartDescription;
}

/** The folder that {@link exportOnnx} writes. */
export const ONNX: WrittenFolder = {
  by: 'jiagu export',
  marks: [/^(recogniser|encoder)-(source|target)\.onnx$/],
  occupied: 'exported networks: replace them with --force',
};

/** The folder that {@link exportSavedModel} writes. */
export const SAVED_MODEL: WrittenFolder = {
  by: 'jiagu export',
  marks: ['saved_model.pb', 'assets.extra'],
  occupied: 'a SavedModel: replace it with --force',
};

/**
 * Writes a run's networks as `<part>-<domain>.onnx`, [N, C, H, W], in place of what is in the folder.
 * @returns the names of the files
 * @throws UsageError when the run has no network to export; WriteError where the disk refuses
 */
export async function exportOnnx(run: OpenRun, folder: string, options: ExportOptions): Promise<string[]> {
  const files = describedParts(run, options).map(({ part, domain, network, description }) => {
    const name = `${part}-${domain}`;
    const metadata = { [METADATA_KEY]: JSON.stringify(description) };
    const text = `The ${part} of ${description.run} for ${domain} images; metadata_props.${METADATA_KEY} tells how images are prepared.`;
    return [
      `${name}.onnx`,
      encodeOnnx(toOnnx(network, { name, description: text, metadata }), version),
    ] as const;
  });
  await publish(folder, files);
  return files.map(([name]) => name);
}

/**
 * Writes a run's networks as a SavedModel with a signature `<part>_<domain>` for each, [N, H, W, C]; the first is
 * `serving_default` too. `assets.extra/jiagu.json` describes them. What is in the folder is replaced.
 * @returns the names of the signatures
 * @throws UsageError when the run has no network to export; WriteError where the disk refuses
 */
export async function exportSavedModel(
  run: OpenRun,
  folder: string,
  options: ExportOptions,
): Promise<string[]> {
  const parts = describedParts(run, options).map((part) => [`${part.part}_${part.domain}`, part] as const);
  const descriptions = Object.fromEntries(parts.map(([name, { description }]) => [name, description]));
  await publish(folder, [
    ['saved_model.pb', savedModel(Object.fromEntries(parts.map(([name, { network }]) => [name, network])))],
    ['assets.extra/jiagu.json', Buffer.from(`${JSON.stringify(descriptions, null, 2)}\n`)],
  ]);
  return parts.map(([name]) => name);
}

function describedParts(run: OpenRun, { domains, checkpoint }: ExportOptions): DescribedPart[] {
  const { method, config, step, folder } = run;
  if (!method.recogniser && !method.separation)
    throw new UsageError(
      `${folder.path}: the method ${config.method.name} has no recogniser, encoder or decoder to export; ` +
        'its weights can be had with --format safetensors',
    );
  const classes = recordedClasses(folder, config).names;
  return domains
    .flatMap((domain) => traceMethod(method, config, domain))
    .map((traced) => {
      const { part, domain } = traced;
      const about = { program: `jiagu ${version}`, checkpoint, step, part, domain, classes };
      return { ...traced, description: describePart(config, about) };
    });
}

/** Writes a folder of files, which appears whole or not at all. */
async function publish(folder: string, files: readonly (readonly [string, Buffer])[]): Promise<void> {
  await replaceFolder(folder, async (beside) => {
    for (const [name, content] of files) {
      const path = join(beside, name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, content);
    }
  });
}
