/** Rows of cells as lines of aligned columns; columns that hold numbers only stand to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const layout = Array.from({ length: columns }, (_, i) => {
    const cells = rows.map((row) => row[i] ?? '');
    const numeric = cells.slice(1).every((cell) => /^[-+]?[\d.,]+( %)?$/.test(cell));
    return { width: Math.max(...cells.map((cell) => cell.length)), numeric };
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
