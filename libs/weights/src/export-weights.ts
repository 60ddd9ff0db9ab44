import { readSafetensors, writeSafetensors } from '@jiagu/safetensors';

/**
 * Writes the weights of a checkpoint for other programs: the same tensors, bit by bit, under PyTorch's names and in its
 * layouts (convolutions O, I, H, W; transposed ones I, O, H, W; linear layers O, I), marked as such.
 *
 * @param from `model.safetensors` of a checkpoint
 * @param metadata what else readers may want to know
 * @throws SafetensorsError naming the file that can't be read or written
 */
export function exportWeights(from: string, to: string, metadata: Readonly<Record<string, string>>): void {
  const { tensors } = readSafetensors(from);
  // The mark by which readers tell PyTorch's layouts from other frameworks'.
  writeSafetensors(to, tensors, { format: 'pt', ...metadata });
}
