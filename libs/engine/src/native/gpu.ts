import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../engine-error.js';

const driverFolder = '/proc/driver/nvidia';

/** What shows that NVIDIA's driver is there; the second is the Windows driver as seen in WSL. */
const driverFiles = [join(driverFolder, 'version'), '/dev/dxg'];

/**
 * On Linux the files of NVIDIA's driver show whether a card can be used at all; elsewhere only loading does.
 * @throws {EngineError} when there is no driver
 */
export function requireNvidiaDriver(files = driverFiles): void {
  if (process.platform !== 'linux' || files.some((file) => existsSync(file))) return;
  throw new EngineError(
    'Device "gpu": this machine has no NVIDIA driver.',
    'Install it (start a container with its GPUs), or use device "cpu".',
  );
}

/** TensorFlow was loaded for the GPU and found none. */
export function noCudaDevice(): EngineError {
  return new EngineError(
    'Device "gpu": TensorFlow sees no CUDA device.',
    'See what "nvidia-smi" says: the driver must be as new as the CUDA for which TensorFlow was built. Or use device "cpu".',
  );
}

/** The models of the cards that NVIDIA's Linux driver shows, `NVIDIA A100-SXM4-40GB`. */
export function gpuModels(): string[] {
  const folder = join(driverFolder, 'gpus');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((card) => {
    const information = readFileSync(join(folder, card, 'information'), 'utf8');
    return /^Model:\s*(.+)$/m.exec(information)?.[1] ?? card;
  });
}
