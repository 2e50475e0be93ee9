/** Which of the runs: bit i is set for run i. */
export type Runs = bigint;

/** A switch of the configuration, by the runs in which it is on. */
export interface Literal {
  readonly name: string;
  readonly runs: Runs;
}

/** When something is there, as an expression of Helm's template language. */
export interface Condition {
  readonly expression: string;
  readonly runs: Runs;
}

interface Term extends Condition {
  /** Part of a larger expression it needs brackets. */
  readonly compound: boolean;
}

/** Finds the simplest expression over the switches that is true in exactly the runs that are asked for. */
export class Conditions {
  private readonly single: readonly Term[];
  private readonly double: readonly Term[];
  private readonly found = new Map<string, Condition>();

  /** @param prefix how a template reaches the switches, e.g. `$on.` */
  constructor(literals: readonly Literal[], all: Runs, prefix: string) {
    this.single = literals.flatMap(({ name, runs }) => [
      { expression: `${prefix}${name}`, runs, compound: false },
      { expression: `not ${prefix}${name}`, runs: all & ~runs, compound: true },
    ]);
    this.double = pairs(this.single, this.single);
  }

  /** @throws Error when no expression of up to four switches says it */
  find(present: Runs, among: Runs, what: string): Condition {
    const key = `${present}/${among}`;
    const known = this.found.get(key) ?? this.search(present, among);
    if (!known) {
      throw new Error(
        `${what} is in ${ones(present)} of ${ones(among)} runs, and no combination of switches says in which`,
      );
    }
    this.found.set(key, known);
    return known;
  }

  /** Lazily from simple to compound; the first that fits is the simplest. */
  private search(present: Runs, among: Runs): Condition | undefined {
    const fits = ({ runs }: Condition) => (runs & among) === present;
    const simple = this.single.find(fits) ?? this.double.find(fits);
    if (simple) return simple;
    // Most candidates are ruled out at once: what has to hold everywhere must cover the runs, what adds must stay inside.
    const covering = [...this.single, ...this.double].filter(({ runs }) => (present & ~runs) === 0n);
    const inside = [...this.single, ...this.double].filter(({ runs }) => (runs & among & ~present) === 0n);
    return combine(covering, "and", fits) ?? combine(inside, "or", fits);
  }
}

export function ones(runs: Runs): number {
  let count = 0;
  for (let rest = runs; rest > 0n; rest >>= 1n) if (rest & 1n) count++;
  return count;
}

export function runsWhere<T>(items: readonly T[], holds: (item: T) => boolean): Runs {
  return items.reduce((runs, item, i) => (holds(item) ? runs | (1n << BigInt(i)) : runs), 0n);
}

function pairs(left: readonly Term[], right: readonly Term[]): Term[] {
  return left.flatMap((a, i) => right.slice(i + 1).flatMap((b) => [joined(a, b, "and"), joined(a, b, "or")]));
}

function combine(terms: readonly Term[], operator: "and" | "or", fits: (term: Term) => boolean): Condition | undefined {
  for (const [i, a] of terms.entries()) {
    for (const b of terms.slice(i + 1)) {
      const term = joined(a, b, operator);
      if (fits(term)) return term;
    }
  }
  return undefined;
}

function joined(a: Term, b: Term, operator: "and" | "or"): Term {
  return {
    expression: `${operator} ${bracketed(a)} ${bracketed(b)}`,
    runs: operator === "and" ? a.runs & b.runs : a.runs | b.runs,
    compound: true,
  };
}

function bracketed({ expression, compound }: Term): string {
  return compound ? `(${expression})` : expression;
}
