import type { Aim, JudgedRow, Unit } from "./row";

const GAP = "  ";
const NOTHING = "-";

/** The rows as one plain table; figures are aligned to the right. */
export function resultTable(rows: readonly JudgedRow[]): string {
  return table(
    ["measured", "value", "samples", "beside it", "value", "ratio", "aim", "verdict"],
    rows.map((row) => [
      row.name,
      quantity(row.median, row.unit),
      row.samples.length > 1 ? row.samples.map((sample) => figure(sample, row.unit)).join(" ") : NOTHING,
      row.beside?.name ?? NOTHING,
      row.beside ? quantity(row.besideMedian, row.unit) : NOTHING,
      row.ratio === undefined ? NOTHING : `${row.ratio.toFixed(2)} x`,
      row.aim ? aimText(row.aim, row.unit) : NOTHING,
      row.verdict === "no aim" ? NOTHING : row.verdict,
    ]),
    [1, 4, 5],
  );
}

/** @param right columns that are aligned to the right */
export function table(
  header: readonly string[],
  lines: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join(GAP)
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...lines.map(line)].join("\n");
}

export function aimText({ atMost, below, ratio }: Aim, unit: Unit): string {
  return [
    ...(atMost === undefined ? [] : [`<= ${quantityOf(atMost, unit)}`]),
    ...(below === undefined ? [] : [`< ${quantityOf(below, unit)}`]),
    ...(ratio === undefined ? [] : [`<= ${ratio} x`]),
  ].join(", ");
}

function quantity(value: number | undefined, unit: Unit): string {
  return value === undefined ? "not taken" : quantityOf(figure(value, unit), unit);
}

function quantityOf(value: number | string, unit: Unit): string {
  return unit === "" ? `${value}` : `${value} ${unit}`;
}

function figure(value: number, unit: Unit): string {
  return value.toFixed(unit === "s" ? 2 : 0);
}
