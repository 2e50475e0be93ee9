import type { PlatformConfig } from "../../../stacks/config";
import { AS_NUMBER, type Formula, placeholder } from "./formula";

/** The same program run with two configurations that differ in every value and in no switch. */
export interface Pair<T> {
  readonly a: T;
  readonly b: T;
}

interface Known {
  readonly index: number;
  readonly a: string;
  readonly b: string;
}

const NUMBER = /(\d+(?:\.\d+)?)/;

/** Finds which formulas the differences between two runs come from. */
export class Explainer {
  private readonly known: readonly Known[];
  /** Longest first, so that a text that holds another one is found as a whole. */
  private readonly texts: readonly Known[];
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(
    private readonly formulas: readonly Formula[],
    configs: Pair<PlatformConfig>,
  ) {
    this.known = formulas.map(({ of }, index) => ({ index, a: String(of(configs.a)), b: String(of(configs.b)) }));
    const different = this.known.filter(({ a, b }) => a !== b);
    this.refuseAmbiguous(different);
    this.texts = different.filter(({ a }) => isWord(a)).sort((x, y) => y.a.length - x.a.length);
    // The first formula that fits wins, so the plain ones stand before those that compute.
    this.numbers = new Map(
      [...different]
        .reverse()
        .filter(({ a }) => isNumber(a))
        .map(({ a, b, index }) => [`${a}|${b}`, index]),
    );
  }

  /**
   * The value with a placeholder in the place of everything that follows from the configuration.
   * @throws Error that names the field whose difference no formula explains
   */
  explain(pair: Pair<unknown>, path: string): unknown {
    const { a, b } = pair;
    if (Array.isArray(a) && Array.isArray(b)) return this.list({ a, b }, path);
    if (isTree(a) && isTree(b)) return this.tree({ a, b }, path);
    if (typeof a === "string" && typeof b === "string") return this.text({ a, b }, path);
    if (a === b) return a;
    if (typeof a === "number" && typeof b === "number")
      return `${AS_NUMBER}${this.number({ a: `${a}`, b: `${b}` }, path)}`;
    return this.unexplained(pair, path);
  }

  /** Two formulas with the same values could be mistaken for each other. */
  private refuseAmbiguous(known: readonly Known[]): void {
    const seen = new Map<string, string>();
    for (const { a, b, index } of known) {
      const expression = this.formulas[index]?.expression ?? "";
      const other = seen.get(`${a}|${b}`) ?? expression;
      if (other !== expression) {
        throw new Error(
          `${other} and ${expression} are ${a} and ${b} alike: choose other values in operations/chart/samples.ts`,
        );
      }
      seen.set(`${a}|${b}`, expression);
    }
  }

  /** One line, or a text of several. */
  text({ a, b }: Pair<string>, path: string): string {
    if (a === b) return a;
    const [linesA, linesB] = [a.split("\n"), b.split("\n")];
    if (linesA.length !== linesB.length)
      return this.unexplained({ a: linesA.length, b: linesB.length }, `${path} (lines)`);
    return linesA.map((line, i) => this.line({ a: line, b: linesB[i] ?? "" }, path)).join("\n");
  }

  private list({ a, b }: Pair<readonly unknown[]>, path: string): unknown[] {
    if (a.length !== b.length) return this.unexplained({ a: a.length, b: b.length }, `${path} (length)`);
    return a.map((item, i) => this.explain({ a: item, b: b[i] }, `${path}[${i}]`));
  }

  private tree({ a, b }: Pair<Record<string, unknown>>, path: string): Record<string, unknown> {
    const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
    if (keysA.join() !== keysB.join()) return this.unexplained({ a: keysA, b: keysB }, `${path} (keys)`);
    return Object.fromEntries(keysA.map((key) => [key, this.explain({ a: a[key], b: b[key] }, `${path}.${key}`)]));
  }

  private line(pair: Pair<string>, path: string): string {
    if (pair.a === pair.b) return pair.a;
    const whole = this.known.find(({ a, b }) => a === pair.a && b === pair.b);
    if (whole) return placeholder(whole.index);
    const [a, b] = [this.withTexts(pair.a, "a"), this.withTexts(pair.b, "b")];
    const [partsA, partsB] = [a.split(NUMBER), b.split(NUMBER)];
    if (partsA.length !== partsB.length) return this.unexplained(pair, path);
    return partsA.map((part, i) => this.part({ a: part, b: partsB[i] ?? "" }, pair, path)).join("");
  }

  private part(part: Pair<string>, line: Pair<string>, path: string): string {
    if (part.a === part.b) return part.a;
    return isNumber(part.a) && isNumber(part.b) ? this.number(part, path) : this.unexplained(line, path);
  }

  private number(pair: Pair<string>, path: string): string {
    const index = this.numbers.get(`${pair.a}|${pair.b}`);
    return index === undefined ? this.unexplained(pair, path) : placeholder(index);
  }

  private withTexts(text: string, side: "a" | "b"): string {
    return this.texts.reduce((line, known) => line.replaceAll(known[side], placeholder(known.index)), text);
  }

  private unexplained(pair: Pair<unknown>, path: string): never {
    const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 200);
    throw new Error(
      `${path} is ${shown(pair.a)} in one run and ${shown(pair.b)} in the other, and none of ${this.formulas.length} formulas says ` +
        "why. Add the formula to operations/chart/parameters.",
    );
  }
}

function isNumber(text: string): boolean {
  return /^\d+(?:\.\d+)?$/.test(text);
}

/** What can be told from everything else even inside a longer text; a quantity such as 8m cannot. */
function isWord(text: string): boolean {
  return /[a-z]{4}|\d\.\d+\.\d/i.test(text);
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
