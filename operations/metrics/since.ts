const UNITS = { min: 60, h: 3600, d: 86_400, w: 7 * 86_400 } as const;

/** `30d`, `12h`, `2w`, `90min` before now, or a day such as `2026-01-31`; undefined when it is none of these. */
export function since(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^([1-9]\d{0,6})(min|h|d|w)$/.exec(text) ?? [];
  if (count && unit) return new Date(now.getTime() - Number(count) * UNITS[unit as keyof typeof UNITS] * 1000);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day && !Number.isNaN(day.getTime()) ? day : undefined;
}
