import { measureTitles, type MeasureName, type ScoredMeasures } from '@jiagu/generation-metrics';
import { textTable } from '../command-line/text-table.js';

/** What else a table of measures shows. */
export interface MeasureTable {
  /** what the measured images are called; default: generated */
  readonly drawn?: string;
  /** further columns by their heading: figures of other images */
  readonly beside?: Readonly<Record<string, Partial<Record<MeasureName, number>>>>;
}

/** Formats the measures of generated images and their floors for the terminal. */
export function describeMeasures(
  measures: ScoredMeasures,
  { drawn = 'generated', beside = {} }: MeasureTable = {},
): string {
  const rows = Object.entries(measures).map(([key, { value, deviation, floor, floorDeviation, better }]) => {
    const name = key as MeasureName;
    return [
      measureTitles[name],
      figure(value, deviation),
      ...Object.values(beside).map((others) => figureOrNone(others[name])),
      floor === null ? '-' : figure(floor, floorDeviation),
      better,
    ];
  });
  return textTable([['measure', drawn, ...Object.keys(beside), 'floor', 'better'], ...rows]);
}

const figureOrNone = (value: number | undefined): string => (value === undefined ? '-' : figure(value));

const figure = (value: number, deviation?: number): string =>
  [value, ...(deviation === undefined ? [] : [deviation])]
    .map((number) => (Math.abs(number) >= 100 ? number.toFixed(1) : number.toFixed(4)))
    .join(' ± ');
