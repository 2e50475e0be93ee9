import type { PlatformConfig } from "../../../stacks/config";

/** A value that follows from the configuration, said twice: for this program and for a Helm template. */
export interface Formula {
  /** What it comes to. */
  readonly of: (config: PlatformConfig) => string | number;
  /** The same as an expression of Helm's template language, `$` being the root. */
  readonly expression: string;
  /** The expression is a list of values, each of which makes a line of its own. @default false */
  readonly each?: boolean;
  /** Comes to nothing where there is nothing to say, and the field is then left out. @default false */
  readonly optional?: boolean;
}

/** Private characters stand for formulas in a text, so that texts compare and split like any other. */
const FIRST_PLACEHOLDER = 0xe000;
/** Before the placeholder of a field that is a number, not a text with a number in it. */
export const AS_NUMBER = "\uf8f0";
const PLACEHOLDERS = /[\ue000-\uf8ef]/g;

export function placeholder(index: number): string {
  return String.fromCharCode(FIRST_PLACEHOLDER + index);
}

export function placeholderOf(formula: Formula, formulas: readonly Formula[]): string {
  return placeholder(formulas.indexOf(formula));
}

export function hasPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDERS) >= 0;
}

export function countPlaceholders(text: string): number {
  return text.match(PLACEHOLDERS)?.length ?? 0;
}

/** Every placeholder replaced by what `by` makes of its formula. */
export function filled(text: string, formulas: readonly Formula[], by: (formula: Formula) => string): string {
  return text.replace(PLACEHOLDERS, (character) => by(formulaAt(character, formulas)));
}

export function formulasIn(text: string, formulas: readonly Formula[]): Formula[] {
  return [...text.matchAll(PLACEHOLDERS)].map(([character]) => formulaAt(character, formulas));
}

function formulaAt(character: string, formulas: readonly Formula[]): Formula {
  const found = formulas[character.charCodeAt(0) - FIRST_PLACEHOLDER];
  if (!found) throw new Error(`no formula has the placeholder U+${character.charCodeAt(0).toString(16)}`);
  return found;
}
