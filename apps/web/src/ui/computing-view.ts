import type { PageModel } from '../page-model.js';
import { BACKENDS, type BackendName, type Computing } from '../worker/messages.js';
import { byId, count, make, printable } from './dom.js';

const NAMES: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
};

/** Says how the page computes, and lets the reader choose another way. @param wish what was asked for */
export function showComputing(
  { backend, difference, refused }: Computing,
  offline: string,
  choose: (backend: BackendName) => void,
  wish?: BackendName,
): void {
  const select = make('select', { id: 'backend' });
  for (const each of BACKENDS)
    select.append(make('option', { value: each, selected: each === backend }, NAMES[each]));
  select.addEventListener('change', () => choose(select.value as BackendName));
  const why = wish !== undefined && wish !== backend ? ` (${printable(refused[0] ?? '')})` : '';
  byId('status').replaceChildren(
    make('label', {}, 'Computed here with ', select),
    make('span', {}, `${why} · scores as in training to ${difference.toExponential(0)}`),
    make('span', { id: 'offline' }, ` · ${offline}`),
  );
}

/** Tells on the page what the networks are. */
export function showModel(model: PageModel): void {
  const { title, method, step, classNames, weights, imageSize, networks } = model;
  document.title = `${printable(title)} · Jiagu`;
  byId('kicker').textContent = `甲骨 Jiagu · ${printable(title)} · ${count(classNames.length)} characters`;
  const { precision, bytes, measured } = weights;
  const why = measured
    ? ` With 16 bits, ${count(measured.changed)} of ${count(measured.images)} unlabelled images would be taken for another class.`
    : '';
  byId('about').replaceChildren(
    make(
      'p',
      {},
      `Method ${method}${networks.kind === 'stsn' ? ', which separates structure from texture' : ''}, ` +
        `${count(step)} steps, images of ${imageSize} pixels, ${precision} weights (${(bytes / 1e6).toFixed(1)} MB).${why}`,
    ),
    make('p', {}, 'Images stay on this device: the page sends nothing anywhere.'),
  );
}
