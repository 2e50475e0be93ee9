/** Expressions of Helm's template language over the chart's values. */

export function value(path: string): string {
  return `$.Values.${path}`;
}

export function integer(path: string): string {
  return `int ${value(path)}`;
}

/** Thousandths of a core. */
export function millicores(path: string): string {
  return `include "vector-platform.millicores" ${value(path)} | int`;
}

export function mebibytes(path: string): string {
  return `include "vector-platform.mebibytes" ${value(path)} | int`;
}

export function gibibytes(path: string): string {
  return `div (${mebibytes(path)}) 1024`;
}

/** Written as the API server prints it. */
export function asCores(millis: string): string {
  return `include "vector-platform.as-cores" (${millis})`;
}

export function asMebibytes(mib: string): string {
  return `include "vector-platform.as-size" (dict "number" (${mib}) "units" (list "Mi" "Gi"))`;
}

export function asGibibytes(gib: string): string {
  return `include "vector-platform.as-size" (dict "number" (${gib}) "units" (list "Gi" "Ti"))`;
}

/** Whole-number division, rounded up. */
export function dividedUp(dividend: string, divisor: number): string {
  return `div (add (${dividend}) ${divisor - 1}) ${divisor}`;
}
