/** The known name that a mistyped one most likely means; undefined when none is near. */
export function suggest(given: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(given.length / 3));
  const [nearest] = known
    .map((name) => ({ name, distance: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.name;
}

/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(cell(rows, row, a, b, i, j));
    }
    rows.push(row);
  }
  return at(rows, a.length, b.length);
}

function cell(rows: number[][], row: number[], a: string, b: string, i: number, j: number): number {
  const replace = at(rows, i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
  const best = Math.min(at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1, replace);
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return swapped ? Math.min(best, at(rows, i - 2, j - 2) + 1) : best;
}

const at = (rows: number[][], i: number, j: number): number => rows[i]?.[j] ?? 0;
