import type { OperationTime } from '@jiagu/engine';
import _ from 'lodash';
import { textTable } from '../command-line/text-table.js';
import type { StepFigures } from './benchmark-step.js';
import type { Comparison } from './reference.js';

/** Number of kinds of operation to show; the others are summed up. */
const shown = 12;

/** Formats the figures of a step as text. */
export function describeStep(figures: StepFigures, comparisons: readonly Comparison[]): string {
  const { batch, domains, imageSize, imagesPerSecond, peakMegabytes, tensors, operations } = figures;
  const head =
    `${figures.name}: ${Array(domains).fill(batch).join(' + ')} images of ${imageSize} px, ` +
    `${figures.median.toFixed(0)} ms a step (median of ${figures.milliseconds.length}), ` +
    `${imagesPerSecond.toFixed(1)} images/s, peak memory ${peakMegabytes.toFixed(0)} MB, ${tensors} live tensors`;
  const programs = [
    ['program', 'steps', 'ms', 'operations'],
    ...figures.programs.map(({ program, steps, milliseconds, graphOperations }) => [
      program,
      String(steps),
      steps > 0 ? milliseconds.toFixed(0) : '',
      graphOperations === null ? 'uncompiled' : String(graphOperations),
    ]),
  ];
  return [
    head,
    textTable(programs),
    ...(comparisons.length > 0 ? [comparisonTable(figures, comparisons)] : []),
    ...(operations ? [`one uncompiled step by kind of operation:\n${operationTable(operations)}`] : []),
  ].join('\n\n');
}

function comparisonTable(figures: StepFigures, comparisons: readonly Comparison[]): string {
  const factor = (value: number | null): string => value?.toFixed(2) ?? '';
  const own = { ...figures, ratio: 1, cpuRatio: 1, memoryRatio: 1 };
  return textTable([
    ['', 'ms', 'time over jiagu', 'processor time over jiagu', 'MB', 'jiagu over it'],
    ...[own, ...comparisons].map(({ name, median, ratio, cpuRatio, peakMegabytes, memoryRatio }) => [
      name,
      median.toFixed(0),
      factor(ratio),
      factor(cpuRatio),
      peakMegabytes?.toFixed(0) ?? '',
      factor(memoryRatio),
    ]),
  ]);
}

function operationTable(operations: readonly OperationTime[]): string {
  const all = _.sumBy(operations, 'milliseconds');
  const row = (name: string, count: number, milliseconds: number): string[] => [
    name,
    String(count),
    milliseconds.toFixed(0),
    ((100 * milliseconds) / all).toFixed(1),
  ];
  const rest = operations.slice(shown);
  return textTable([
    ['', 'count', 'ms', '%'],
    ...operations
      .slice(0, shown)
      .map(({ operation, count, milliseconds }) => row(operation, count, milliseconds)),
    ...(rest.length > 0
      ? [row(`${rest.length} other kinds`, _.sumBy(rest, 'count'), _.sumBy(rest, 'milliseconds'))]
      : []),
    row('all', _.sumBy(operations, 'count'), all),
  ]);
}
