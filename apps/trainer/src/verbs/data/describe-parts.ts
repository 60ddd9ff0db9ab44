import type { DataReport, MixedPart, PartSummary } from '@jiagu/data';
import { percent } from '../../command-line/output.js';
import { textTable } from '../../command-line/text-table.js';

/** Formats parts and their classes as tables for the terminal. */
export function describeParts({ parts, classNames }: Pick<DataReport, 'parts' | 'classNames'>): string {
  const entries = Object.entries(parts);
  const table = textTable([
    ['part', 'images', 'classes', 'a class', 'width', 'height', 'width/height', 'strokes', 'layout'],
    ...entries.map(([name, part]) => [name, ...describePart(part)]),
  ]);
  const counts = textTable([
    ['class', 'name', ...entries.map(([name]) => name)],
    ...classNames.map((className, label) => [
      String(label),
      className,
      ...entries.map(([, { perClass }]) => String(perClass[label] ?? 0)),
    ]),
  ]);
  return [table, ...describeMixtures(parts), counts].join('\n\n');
}

/** What parts are mixed from, a paragraph for each mixture. */
export function describeMixtures(
  parts: Readonly<Partial<Record<string, { readonly mixture?: readonly MixedPart[] }>>>,
): string[] {
  return Object.entries(parts).flatMap(([name, part]) => {
    if (!part?.mixture) return [];
    const rows = part.mixture.map(({ place, images, share }) => [percent(share), String(images), place]);
    return [textTable([['of a batch', 'images', `part of ${name}`], ...rows])];
  });
}

function describePart({ layout, images, perClass, shape, polarity }: PartSummary): string[] {
  const present = perClass.filter((count) => count > 0);
  const range = (values: readonly number[], digits = 0): string => {
    const least = values.reduce((a, b) => Math.min(a, b), Infinity).toFixed(digits);
    const most = values.reduce((a, b) => Math.max(a, b), -Infinity).toFixed(digits);
    return values.length === 0 ? '-' : least === most ? least : `${least}-${most}`;
  };
  return [
    String(images),
    present.length === 0 ? '-' : String(present.length),
    range(present),
    range(shape?.width ?? []),
    range(shape?.height ?? []),
    range(shape?.aspect ?? [], 2),
    describePolarity(polarity),
    layout,
  ];
}

function describePolarity({ dark, light, unclear }: PartSummary['polarity']): string {
  const kinds = [
    [dark, 'dark'],
    [light, 'light'],
    [unclear, 'unclear'],
  ] as const;
  return (
    kinds
      .filter(([count]) => count > 0)
      .map(([count, kind]) => `${count} ${kind}`)
      .join(', ') || '-'
  );
}
