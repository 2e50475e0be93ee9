import type { Condition, Conditions, Runs } from "./condition";
import { AS_NUMBER, type Formula, filled, formulasIn, hasPlaceholder, placeholderOf } from "./formula";
import type { Line, Part, Shape } from "./shape";

/** Starts a field whose value Helm computes: the rest is the expression. */
export const COMPUTED = "\uf8f1";
/** What every template starts with: the switches by name. */
export const HEADER = '{{- $on := include "vector-platform.switches" $ | fromYaml }}';

const OPEN = "{{";

export interface Language {
  readonly formulas: readonly Formula[];
  readonly conditions: Conditions;
  readonly all: Runs;
  /** Last touch on a text that is otherwise done: what stands for a secret becomes its expression. */
  readonly finish?: (text: string) => string;
}

/** Writes the shape of one object as the text of a Helm template; its longer texts become templates of their own. */
export class Emitter {
  /** Body by name; a body says everything that is between `define` and `end`. */
  readonly texts = new Map<string, Extract<Shape, { kind: "text" }> & { readonly runs: ReadonlySet<number> }>();

  constructor(
    private readonly language: Language,
    private readonly name: string,
  ) {}

  document(shape: Shape, runs: ReadonlySet<number>): string {
    return this.body(shape, 0, runs, this.name).join("\n");
  }

  /** The condition under which something is there, or nothing when it always is. */
  when(part: ReadonlySet<number>, among: ReadonlySet<number>, what: string): Condition | undefined {
    const [present, whole] = [bits(part), bits(among) & this.language.all];
    return present === whole ? undefined : this.language.conditions.find(present, whole, `${this.name}: ${what}`);
  }

  /** A text of several lines, exactly: nothing before the first character and nothing after the last. */
  exactText(lines: readonly Line[], runs: ReadonlySet<number>): string {
    const text = this.lines(lines, runs);
    if (!text.startsWith("\n")) throw new Error(`${this.name}: the first line of a text comes and goes`);
    return text.slice(1);
  }

  private lines(lines: readonly Line[], runs: ReadonlySet<number>): string {
    return grouped(lines)
      .map((group) => {
        const condition = this.when(group.runs, runs, JSON.stringify(group.items[0]?.line));
        const body = group.items.map((item) => this.line(item)).join("");
        return condition ? `{{ if ${condition.expression} }}${body}{{ end }}` : body;
      })
      .join("");
  }

  private line({ line, runs, below }: Line): string {
    const each = formulasIn(line, this.language.formulas).find((formula) => formula.each);
    // An empty line before it stands once, however often the line does.
    const own = line.lastIndexOf("\n") + 1;
    const whole = `\n${this.inText(line.slice(own))}${this.lines(below, runs)}`;
    const gap = "\n".repeat(own);
    return each ? `${gap}{{ range ${each.expression} }}${whole}{{ end }}` : gap + whole;
  }

  private body(shape: Shape, depth: number, runs: ReadonlySet<number>, path: string): string[] {
    if (shape.kind === "map") {
      return this.together(shape.entries, runs, ({ key, shape: inner, runs: own }) =>
        this.valued(`${pad(depth)}${keyText(key)}:`, inner, depth, own, `${path}.${key}`),
      );
    }
    if (shape.kind === "list") {
      return this.together(shape.items, runs, (item, i) => this.item(item, depth, `${path}.${i}`));
    }
    throw new Error(`${path}: ${shape.kind} is no body of its own`);
  }

  /** Neighbours that come and go together share one condition. */
  private together(
    parts: readonly Part[],
    runs: ReadonlySet<number>,
    write: (part: Part, index: number) => string[],
  ): string[] {
    return grouped(parts).flatMap((group) => {
      const lines = group.items.flatMap((part) => write(part, parts.indexOf(part)));
      return wrapped(lines, this.when(group.runs, runs, group.items[0]?.key ?? ""));
    });
  }

  private valued(head: string, shape: Shape, depth: number, runs: ReadonlySet<number>, path: string): string[] {
    switch (shape.kind) {
      case "map":
      case "list":
        return [head, ...this.body(shape, depth + 1, runs, path)];
      case "leaf":
        return this.leaf(head, shape.value);
      case "text":
        return this.textValue(head, { ...shape, runs }, depth, path);
      case "either":
        return this.choice(head, shape.options, depth, runs, path);
    }
  }

  private leaf(head: string, value: unknown): string[] {
    const formulas = typeof value === "string" ? formulasIn(value, this.language.formulas) : [];
    const [only, ...others] = formulas.filter(({ optional }) => optional);
    if (!only) return [`${head} ${this.scalar(value)}`];
    if (others.length > 0 || value !== placeholderOf(only, this.language.formulas)) {
      throw new Error(`${this.name}: ${head} is more than a value that may be left out`);
    }
    return [`{{- with ${only.expression} }}`, `${head} {{ . | quote }}`, "{{- end }}"];
  }

  /** As a block where YAML can say it exactly so, else in quotes. */
  private textValue(
    head: string,
    text: Extract<Shape, { kind: "text" }> & { readonly runs: ReadonlySet<number> },
    depth: number,
    path: string,
  ): string[] {
    this.texts.set(path, text);
    const block = text.ending === "" ? "|-" : text.ending === "\n" ? "|" : undefined;
    if (!block || /^\s/.test(text.lines[0]?.line ?? "")) return [`${head} {{ include "${path}" $ | quote }}`];
    return [`${head} ${block}`, `{{ include "${path}" $ | indent ${2 * (depth + 1)} }}`];
  }

  private choice(
    head: string,
    options: readonly Part[],
    depth: number,
    runs: ReadonlySet<number>,
    path: string,
  ): string[] {
    const last = options.length - 1;
    const branches = options.flatMap((option, i) => {
      const condition = i < last ? this.when(option.runs, runs, option.key)?.expression : undefined;
      const opening = i === 0 ? `{{- if ${condition} }}` : i < last ? `{{- else if ${condition} }}` : "{{- else }}";
      return [opening, ...this.valued(head, option.shape, depth, option.runs, `${path}.${i}`)];
    });
    return [...branches, "{{- end }}"];
  }

  private item({ shape, runs }: Part, depth: number, path: string): string[] {
    const inner = shape.kind === "map" || shape.kind === "list";
    return inner
      ? withDash(this.body(shape, depth + 1, runs, path), depth)
      : this.valued(`${pad(depth)}-`, shape, depth, runs, path);
  }

  private scalar(value: unknown): string {
    if (typeof value !== "string") return JSON.stringify(value);
    if (value.startsWith(COMPUTED)) return `{{ ${value.slice(COMPUTED.length)} | quote }}`;
    if (value.startsWith(AS_NUMBER)) return this.filled(value.slice(AS_NUMBER.length));
    if (/^[A-Za-z_/][\w./-]*$/.test(value) && !AMBIGUOUS.test(value) && this.finished(value) === value) return value;
    return this.quoted(value);
  }

  /** A text that is one expression and nothing else may hold anything, so Helm puts it in quotes. */
  private quoted(value: string): string {
    const text = this.finished(this.filled(escaped(JSON.stringify(value))));
    const whole = /^"\{\{ ((?:(?!\}\}).)+) \}\}"$/.exec(text)?.[1];
    return whole ? `{{ ${whole.includes(" ") && !whole.includes("|") ? `(${whole})` : whole} | quote }}` : text;
  }

  private inText(line: string): string {
    return this.finished(this.filled(escaped(line)));
  }

  private finished(text: string): string {
    return this.language.finish?.(text) ?? text;
  }

  private filled(text: string): string {
    if (!hasPlaceholder(text)) return text;
    return filled(text, this.language.formulas, ({ expression, each }) => (each ? "{{ . }}" : `{{ ${expression} }}`));
  }
}

/** Words that YAML reads as something other than text. */
const AMBIGUOUS = /^(y|n|yes|no|on|off|true|false|null|~|nan|inf)$/i;

function keyText(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && !AMBIGUOUS.test(key) ? key : JSON.stringify(key);
}

function wrapped(lines: string[], condition: Condition | undefined): string[] {
  return condition ? [`{{- if ${condition.expression} }}`, ...lines, "{{- end }}"] : lines;
}

function pad(depth: number): string {
  return "  ".repeat(depth);
}

/** Where the first key comes and goes, the dash stands alone. */
function withDash(lines: readonly string[], depth: number): string[] {
  const [first = "", ...rest] = lines;
  if (first.startsWith(OPEN)) return [`${pad(depth)}-`, ...lines];
  return [`${pad(depth)}- ${first.slice(2 * (depth + 1))}`, ...rest];
}

/** What a template would take for its own stands for itself. */
function escaped(text: string): string {
  return text.replaceAll(OPEN, '{{ "{{" }}');
}

interface Group<T> {
  readonly runs: ReadonlySet<number>;
  readonly items: T[];
}

function grouped<T extends { readonly runs: ReadonlySet<number> }>(parts: readonly T[]): Group<T>[] {
  const groups: Group<T>[] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last && bits(last.runs) === bits(part.runs)) last.items.push(part);
    else groups.push({ runs: part.runs, items: [part] });
  }
  return groups;
}

export function bits(runs: ReadonlySet<number>): Runs {
  return [...runs].reduce((sum, run) => sum | (1n << BigInt(run)), 0n);
}
