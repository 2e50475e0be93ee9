/** How a set of switches may stand. */
export type Stand = readonly boolean[];

/**
 * Picks candidates until each three switches have been seen in each way in which any candidate has them: a condition over three
 * switches that is right for all that were picked is then right for all candidates. The first candidate is picked first.
 */
export function covering<T>(candidates: readonly T[], standOf: (candidate: T) => Stand): T[] {
  const triples = candidates.map((candidate) => triplesOf(standOf(candidate)));
  const seen = new Uint8Array((2 * (triples.length > 0 ? standOf(candidates[0] as T).length : 0)) ** 3);
  const picked: T[] = [];
  for (let best = 0; best >= 0; best = newest(triples, seen)) {
    picked.push(candidates[best] as T);
    for (const triple of triples[best] ?? []) seen[triple] = 1;
  }
  return picked;
}

/** The candidate with the most that was not seen yet; -1 when everything was. */
function newest(triples: readonly Int32Array[], seen: Uint8Array): number {
  let [best, most] = [-1, 0];
  triples.forEach((own, i) => {
    let count = 0;
    for (const triple of own) if (seen[triple] === 0) count++;
    if (count > most) [best, most] = [i, count];
  });
  return best;
}

/** Each three switches with how they stand, as one number. */
function triplesOf(stand: Stand): Int32Array {
  const n = stand.length;
  const at = (i: number) => 2 * i + (stand[i] ? 1 : 0);
  const triples: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      for (let k = j + 1; k < n; k++) triples.push((at(i) * 2 * n + at(j)) * 2 * n + at(k));
    }
  }
  return Int32Array.from(triples);
}
