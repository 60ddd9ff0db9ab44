import type { NativeBinding, RecordableBackend } from './native-binding.js';

/** Runs `f` with some functions of the native addon replaced by those that `cover` returns. */
export function listen<T>(
  backend: RecordableBackend,
  cover: (binding: NativeBinding) => Partial<NativeBinding>,
  f: () => T,
): T {
  const { binding } = backend;
  // The addon's own properties can't be assigned to, only covered.
  const covering = Object.getOwnPropertyDescriptors(cover(binding));
  backend.binding = Object.create(binding, covering) as NativeBinding;
  try {
    return f();
  } finally {
    backend.binding = binding;
  }
}
