import { measureTitles, type MeasureName, type ScoredMeasures } from '@jiagu/generation-metrics';
import { textTable } from '../command-line/text-table.js';

/** Formats the measures of generated images and their floors for the terminal. */
export function describeMeasures(measures: ScoredMeasures): string {
  const rows = Object.entries(measures).map(([name, { value, deviation, floor, floorDeviation, better }]) => [
    measureTitles[name as MeasureName],
    figure(value, deviation),
    floor === null ? '-' : figure(floor, floorDeviation),
    better,
  ]);
  return textTable([['measure', 'generated', 'floor', 'better'], ...rows]);
}

const figure = (value: number, deviation?: number): string =>
  [value, ...(deviation === undefined ? [] : [deviation])]
    .map((number) => (Math.abs(number) >= 100 ? number.toFixed(1) : number.toFixed(4)))
    .join(' ± ');
