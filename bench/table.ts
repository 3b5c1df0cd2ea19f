// Tables of plain text: the first column to the left, figures to the right.

export function printTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const table = [heads, ...rows]
  const widths = heads.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)))
  const lines = table.map((row) =>
    row
      .map((cell, i) => (i < LEFT_COLUMNS ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  )
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  process.stdout.write(`\n${title}\n\n${[lines[0], rule, ...lines.slice(1)].join('\n')}\n`)
}

const LEFT_COLUMNS = 2

export function times(value: number, base: number | undefined): string {
  const ratio = base === undefined ? Number.NaN : value / base
  return Number.isFinite(ratio) ? `×${ratio.toFixed(2)}` : ''
}

export function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : ''
}
