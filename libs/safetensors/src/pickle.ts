/**
 * Whether a file is one that `torch.save` writes (.pth, .pt, .ckpt, .bin): a zip archive or, before PyTorch 1.6, a bare
 * pickle of protocol 2 to 5.
 * @param start the first bytes of the file
 * @param isLength whether they are a possible header length, which can begin with the same bytes as a pickle
 */
export function isPickle(start: Uint8Array, isLength: boolean): boolean {
  const [a = 0, b = 0, c, d] = start;
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) return true;
  return !isLength && a === 0x80 && b >= 2 && b <= 5;
}

/** The advice in the error message for such a file: one sentence with the command that converts it. */
export function pickleCure(file: string): string {
  const code =
    'import sys, torch; from safetensors.torch import save_file; ' +
    'state = torch.load(sys.argv[1], map_location="cpu", weights_only=True); ' +
    'state = state.get("state_dict", state); ' +
    'save_file({k: v.clone().contiguous() for k, v in state.items() if torch.is_tensor(v)}, sys.argv[2])';
  const to = `${file.replace(/\.(pth?|pth\.tar|ckpt|bin)$/, '')}.safetensors`;
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  return `this is a file of PyTorch's torch.save, which can hold programs and is not read; convert it: python3 -c '${code}' ${quoted(file)} ${quoted(to)}`;
}
