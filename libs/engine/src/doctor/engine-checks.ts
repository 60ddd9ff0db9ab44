import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../engine-error.js';
import { addonPath, findAddonPackage, hasAddon, type AddonPackage } from '../native/addon-package.js';
import { linkedEngine } from '../native/engine-cache.js';
import { prepareEnvironment, threadCount } from '../native/environment.js';
import { gpuModels, noCudaDevice, requireNvidiaDriver } from '../native/gpu.js';
import { probeAddon, type Probe, type WorkingProbe } from '../native/probe.js';
import { setUp } from '../native/set-up.js';
import type { DoctorCheck, DoctorOptions } from './check.js';

/** Checks package, addon, TensorFlow, device and oneDNN, in this order; the first that fails ends the list. */
export async function checkEngine(options: DoctorOptions): Promise<DoctorCheck[]> {
  const { device = 'cpu', threads, mend = false, log = () => undefined } = options;
  let pack: AddonPackage;
  try {
    if (device === 'gpu') requireNvidiaDriver();
    pack = findAddonPackage(device);
  } catch (error) {
    return [failure('engine', error)];
  }
  const engine: DoctorCheck = { name: 'engine', status: 'ok', detail: `${pack.name} ${pack.version}` };
  prepareEnvironment(threadCount(threads));
  let probe: Probe = hasAddon(pack)
    ? await probeAddon(pack)
    : { works: false, reason: `the native addon is missing: ${join(pack.folder, addonPath)}` };
  if (!probe.works && mend) {
    try {
      probe = await setUp(pack, log);
    } catch (error) {
      return [engine, failure('addon', error)];
    }
  }
  if (!probe.works) {
    const remedy =
      'Run "jiagu doctor --mend", which sets TensorFlow up; so does every command that needs it.';
    return [engine, { name: 'addon', status: 'failed', detail: probe.reason, remedy }];
  }
  const seconds = probe.seconds.toFixed(1);
  return [
    engine,
    {
      name: 'addon',
      status: 'ok',
      detail: `${realpathSync(join(pack.folder, addonPath))} (${origin(pack)})`,
    },
    { name: 'tensorflow', status: 'ok', detail: `${probe.tensorflow}, starts in ${seconds} s` },
    checkDevice(pack, probe),
    checkOneDnn(probe),
  ];
}

/** Which of the ways of setting up the addon is in use. */
function origin(pack: AddonPackage): string {
  const linked = linkedEngine(pack);
  if (linked) return `compiled ${linked.origin.created.slice(0, 10)} for ${linked.origin.wheel}`;
  const own = existsSync(join(pack.folder, 'deps', 'lib', 'libtensorflow.so.2.9.1'));
  return own ? "by the package's own installer" : 'set up by other means';
}

function checkDevice({ device }: AddonPackage, probe: WorkingProbe): DoctorCheck {
  const models = gpuModels().join(', ');
  if (device === 'gpu' && !probe.gpu) return failure('device', noCudaDevice());
  const other = models ? `cpu; device "gpu" would be ${models}` : 'cpu';
  return { name: 'device', status: 'ok', detail: device === 'gpu' ? `gpu: ${models || 'CUDA'}` : other };
}

function checkOneDnn(probe: WorkingProbe): DoctorCheck {
  const told = process.env.TF_ENABLE_ONEDNN_OPTS;
  if (probe.oneDnn) return { name: 'oneDNN', status: 'ok', detail: 'on' };
  if (process.arch !== 'x64')
    return { name: 'oneDNN', status: 'ok', detail: "off, which is TensorFlow's own choice" };
  return {
    name: 'oneDNN',
    status: 'warning',
    detail: `off (TF_ENABLE_ONEDNN_OPTS=${told})`,
    remedy: 'Convolutions take up to twice as long without it: unset TF_ENABLE_ONEDNN_OPTS.',
  };
}

function failure(name: string, error: unknown): DoctorCheck {
  if (!(error instanceof EngineError)) throw error;
  return { name, status: 'failed', detail: error.problem, remedy: error.remedy };
}
