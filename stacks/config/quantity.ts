/** Kubernetes-style quantities, parsed exactly: integers all the way, and an error instead of a rounded size. */

const SIZE = /^(\d{1,9})(?:\.(\d{1,3}))?(Mi|Gi|Ti)$/;
const CORES = /^(\d{1,6})(?:\.(\d{1,3}))?$/;
const MILLICORES = /^(\d{1,9})m$/;
const MIB_PER_UNIT = { Mi: 1, Gi: 1024, Ti: 1024 * 1024 } as const;
const MIB_PER_GIB = 1024;

/** What a JSON Schema can check of a size; the rest needs arithmetic. */
export const SIZE_PATTERN = SIZE.source;
export const CPU_PATTERN = `${CORES.source}|${MILLICORES.source}`;

/**
 * "256Mi", "1.5Gi", "1Ti" in MiB.
 * @returns undefined when the text is no size or no whole number of MiB
 */
export function parseMiB(text: string): number | undefined {
  const [, whole, fraction = "", unit] = SIZE.exec(text) ?? [];
  if (whole === undefined) {
    return undefined;
  }
  const mib = (scaled(whole, fraction) * MIB_PER_UNIT[unit as keyof typeof MIB_PER_UNIT]) / 1000;
  return Number.isSafeInteger(mib) ? mib : undefined;
}

/**
 * "1Ti", "50Gi" in GiB.
 * @returns undefined when the text is no size or no whole number of GiB
 */
export function parseGiB(text: string): number | undefined {
  const mib = parseMiB(text);
  return mib !== undefined && mib % MIB_PER_GIB === 0 ? mib / MIB_PER_GIB : undefined;
}

/**
 * "100m", "0.5", 16 in cores.
 * @returns undefined when it is no CPU share or finer than one thousandth of a core
 */
export function parseCpu(value: string | number): number | undefined {
  const text = String(value);
  const [, millicores] = MILLICORES.exec(text) ?? [];
  if (millicores !== undefined) {
    return Number(millicores) / 1000;
  }
  const [, whole, fraction = ""] = CORES.exec(text) ?? [];
  return whole === undefined ? undefined : scaled(whole, fraction) / 1000;
}

/** The shortest exact way to write so many MiB. */
export function formatMiB(mib: number): string {
  if (mib % MIB_PER_UNIT.Ti === 0) {
    return `${mib / MIB_PER_UNIT.Ti}Ti`;
  }
  return mib % MIB_PER_UNIT.Gi === 0 ? `${mib / MIB_PER_UNIT.Gi}Gi` : `${mib}Mi`;
}

/** Thousandths as an integer, so that 1.1 stays 1.1. */
function scaled(whole: string, fraction: string): number {
  return Number(whole) * 1000 + Number(fraction.padEnd(3, "0"));
}
