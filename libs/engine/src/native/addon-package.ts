import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EngineError } from '../engine-error.js';

/** Where tensors are computed. */
export type Device = 'cpu' | 'gpu';

/** An installed npm package that binds TensorFlow's C library to Node. */
export interface AddonPackage {
  device: Device;
  name: string;
  version: string;
  folder: string;
}

const names = { cpu: '@tensorflow/tfjs-node', gpu: '@tensorflow/tfjs-node-gpu' } as const;

/**
 * Finds the package that serves a device.
 * @param from a file or folder from which Node's resolution starts; default: this library
 * @throws {EngineError} when it isn't installed
 */
export function findAddonPackage(device: Device, from = import.meta.url): AddonPackage {
  const name = names[device];
  const manifest = resolveManifest(name, from);
  if (manifest === undefined) {
    const missing = `The package ${name} isn't installed.`;
    throw device === 'gpu'
      ? new EngineError(
          `Device "gpu": ${missing}`,
          `Install it with "npm install --no-save ${name}@${ownVersion(from)}", or use device "cpu".`,
        )
      : new EngineError(missing, 'Run "npm ci" in the root of the repository.');
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { device, name, version, folder: dirname(manifest) };
}

function resolveManifest(name: string, from: string): string | undefined {
  try {
    return realpathSync(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** Both packages are published together: the GPU's must have the version of the CPU's. */
function ownVersion(from: string): string {
  const manifest = resolveManifest(names.cpu, from);
  return manifest ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version : 'latest';
}

/** Where the package looks for its compiled addon, inside its folder or a cache entry: built for Node-API 8. */
export const addonPath = join('lib', 'napi-v8', 'tfjs_binding.node');

/** True when the compiled addon exists; only loading it shows whether it works. */
export function hasAddon(pack: AddonPackage): boolean {
  return existsSync(join(pack.folder, addonPath));
}
