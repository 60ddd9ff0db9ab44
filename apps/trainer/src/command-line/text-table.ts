/** Formats rows of cells in aligned columns; columns that contain only numbers are right-aligned. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const layout = Array.from({ length: columns }, (_, i) => {
    const cells = rows.map((row) => row[i] ?? '');
    const numeric = cells.slice(1).every((cell) => /^[-+]?[\d.,]+( %)?$/.test(cell));
    return { width: cells.reduce((most, cell) => Math.max(most, cell.length), 0), numeric };
  });
  return rows
    .map((row) =>
      layout
        .map(({ width, numeric }, i) =>
          numeric ? (row[i] ?? '').padStart(width) : (row[i] ?? '').padEnd(width),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
