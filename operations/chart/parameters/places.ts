import { type Formula, placeholder } from "../synthesis/formula";
import { FORMULAS } from ".";
import { ACTIVE_IMAGE } from "./active-image";

/** Names as the chart's own objects have them: Helm knows the values. */
export const NAMESPACE_PLACEHOLDER = of("$.Release.Namespace");
export const HOOK_IMAGE = of(ACTIVE_IMAGE.expression);

function of(expression: string): string {
  return placeholder(FORMULAS.findIndex((formula: Formula) => formula.expression === expression));
}
