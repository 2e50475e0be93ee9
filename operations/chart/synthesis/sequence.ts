/** An item of a sequence in one run. `id` says which items of different runs are the same. */
export interface Item<T> {
  readonly id: string;
  readonly value: T;
}

/** An item of the merged sequence, with its value in each run that has it. */
export interface MergedItem<T> {
  readonly id: string;
  readonly values: Map<number, T>;
}

/** One sequence that every run's sequence is a part of, in the same order. */
export function mergedSequence<T>(sequences: ReadonlyMap<number, readonly Item<T>[]>): MergedItem<T>[] {
  // The longest first: the others then mostly only leave something out.
  const runs = [...sequences].sort(([i, a], [j, b]) => b.length - a.length || i - j);
  return runs.reduce<MergedItem<T>[]>((merged, [run, items]) => include(merged, run, items), []);
}

function include<T>(merged: readonly MergedItem<T>[], run: number, items: readonly Item<T>[]): MergedItem<T>[] {
  const table = lengths(merged, items);
  const result: MergedItem<T>[] = [];
  let [i, j] = [0, 0];
  while (i < merged.length || j < items.length) {
    const [old, item] = [merged[i], items[j]];
    if (old && item && old.id === item.id) {
      old.values.set(run, item.value);
      result.push(old);
      i++;
      j++;
    } else if (old && (!item || at(table, i + 1, j) >= at(table, i, j + 1))) {
      result.push(old);
      i++;
    } else if (item) {
      result.push({ id: item.id, values: new Map([[run, item.value]]) });
      j++;
    }
  }
  return result;
}

/** Length of the longest common subsequence of the rest of both, from each pair of positions. */
function lengths(merged: readonly { id: string }[], items: readonly { id: string }[]): number[][] {
  const table = Array.from({ length: merged.length + 1 }, () => new Array<number>(items.length + 1).fill(0));
  for (let i = merged.length - 1; i >= 0; i--) {
    const row = table[i] as number[];
    for (let j = items.length - 1; j >= 0; j--) {
      row[j] =
        merged[i]?.id === items[j]?.id
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

const at = (table: readonly (readonly number[])[], i: number, j: number): number => table[i]?.[j] ?? 0;
