/** Nanoseconds in each unit of a Go duration, largest first. */
const UNITS: readonly (readonly [string, number])[] = [
  ["h", 3_600e9],
  ["m", 60e9],
  ["s", 1e9],
  ["ms", 1e6],
  ["us", 1e3],
  ["µs", 1e3],
  ["ns", 1],
];

/** `1m30s` to nanoseconds, the unit of the Docker API. */
export function nanoseconds(duration: string): number {
  if (duration === "0") return 0;
  const parts = [...duration.matchAll(/([\d.]+)(h|ms|m|us|µs|ns|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== duration) {
    throw new Error(`"${duration}" is not a duration; write it like 1m30s or 500ms`);
  }
  const inUnit = (amount: string, unit: string): number =>
    Number(amount) * (UNITS.find(([name]) => name === unit)?.[1] ?? 0);
  return parts.reduce((sum, [, amount = "", unit = ""]) => sum + inUnit(amount, unit), 0);
}

/** The spelling that the official plugin reads back: `60s` becomes `1m0s`, and differs from what was written. */
export function spelled(total: number): string {
  if (total === 0) return "0s";
  if (total < 1e9) {
    const [unit, size] = UNITS.slice(3).find(([, size]) => total >= size) ?? ["ns", 1];
    return `${total / size}${unit}`;
  }
  const hours = Math.floor(total / 3_600e9);
  const minutes = Math.floor((total % 3_600e9) / 60e9);
  const seconds = `${(total % 60e9) / 1e9}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
