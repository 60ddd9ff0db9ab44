import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './messages.js';

/** Loads and starts a way to compute. @throws Error where the browser has it not */
export async function startBackend(name: BackendName): Promise<void> {
  await loaders[name]();
  if (!(await tf.setBackend(name))) throw new Error('the browser does not offer it');
  await tf.ready();
}

/** What each needs is fetched only when it is tried. */
const loaders: Record<BackendName, () => Promise<void>> = {
  webgpu: async () => {
    const adapter = await (navigator as { gpu?: Gpu }).gpu?.requestAdapter();
    if (!adapter) throw new Error('the browser does not offer it');
    // One that a processor imitates is slower than WebAssembly.
    if (adapter.isFallbackAdapter || adapter.info?.isFallbackAdapter)
      throw new Error('no graphics processor is behind it');
    await import('@tensorflow/tfjs-backend-webgpu');
  },
  webgl: async () => {
    await import('@tensorflow/tfjs-backend-webgl');
  },
  wasm: async () => {
    const { startWasm } = await import('./wasm.js');
    startWasm();
  },
};

/** What is used of the browser's interface. */
interface Gpu {
  requestAdapter(): Promise<{ isFallbackAdapter?: boolean; info?: { isFallbackAdapter?: boolean } } | null>;
}

/** Whether WebGL is computed by a graphics processor, and not imitated by the main one. */
export function hasGraphicsProcessor(): boolean {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(context.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
}
