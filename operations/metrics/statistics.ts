/** What a set of durations says. Without samples it says nothing, which is not zero. */
export interface Spread {
  readonly samples: number;
  readonly medianSeconds: number;
  readonly p95Seconds: number;
  readonly totalSeconds: number;
}

/** A share of a whole; there is none of an empty one. */
export interface Share {
  readonly part: number;
  readonly of: number;
  readonly ratio: number;
}

export function spread(seconds: readonly number[]): Spread | undefined {
  if (seconds.length === 0) return undefined;
  const sorted = [...seconds].sort((a, b) => a - b);
  return {
    samples: sorted.length,
    medianSeconds: quantile(sorted, 0.5),
    p95Seconds: quantile(sorted, 0.95),
    totalSeconds: sorted.reduce((sum, each) => sum + each, 0),
  };
}

export function share(part: number, of: number): Share | undefined {
  return of === 0 ? undefined : { part, of, ratio: part / of };
}

/** Between two samples, the point that lies at the right distance: the median of two is their mean. */
function quantile(sorted: readonly number[], at: number): number {
  const place = (sorted.length - 1) * at;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
