import { csvField } from '../csv.js';

/** A class that an image is taken for. */
export interface SheetGuess {
  readonly class: number;
  readonly name: string;
  /** 0..1 */
  readonly confidence: number;
}

/** What an image is taken for, the likeliest class first. */
export interface SheetPrediction {
  readonly file: string;
  readonly top: readonly SheetGuess[];
}

/** Predictions as a table: a line an image, its file, then name and confidence of each class. */
export function predictionsCsv(predictions: readonly SheetPrediction[]): string {
  const count = Math.max(0, ...predictions.map(({ top }) => top.length));
  const places = Array.from({ length: count }, (_, i) => i + 1);
  const header = ['file', ...places.flatMap((place) => [`class_${place}`, `confidence_${place}`])];
  const rows = predictions.map(({ file, top }) => [
    file,
    ...top.flatMap(({ name, confidence }) => [name, String(confidence)]),
  ]);
  return [header, ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('');
}
