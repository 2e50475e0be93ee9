import type {
  ReportViolation,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { environment } from "./environment";
import { plain, type Value } from "./value";

/** A resource as a rule sees it. */
export interface Resource {
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  readonly urn: string;
  readonly props: Value;
  readonly protect: boolean;
}

/** One thing that is wrong: which, what about it, and what to do. */
export interface Finding {
  readonly which: string;
  readonly what: string;
  /** An order, without a full stop. */
  readonly fix: string;
}

export interface Rule<Judged> {
  readonly name: string;
  /** What has to be so, as one sentence. */
  readonly description: string;
  /** Why, as one sentence. */
  readonly why: string;
  /** @default - in every environment */
  readonly onlyIn?: "production";
  readonly judge: (judged: Judged) => readonly Finding[];
}

/** A rule about one resource by itself; it speaks before that resource is touched. */
export function resourceRule(types: readonly string[], rule: Rule<Resource>): ResourceValidationPolicy {
  return {
    name: rule.name,
    description: described(rule),
    validateResource: (args, report) => {
      const { type, name, urn, opts } = args;
      if (!types.includes(type)) return;
      const relaxed = relaxation(rule);
      if (relaxed) args.notApplicable(relaxed);
      tell(rule, rule.judge({ type, name, urn, props: plain(args.props), protect: opts.protect }), report);
    },
  };
}

/** A rule about how the resources of a stack fit together; it speaks at the end of a preview. */
export function stackRule(types: readonly string[], rule: Rule<readonly Resource[]>): StackValidationPolicy {
  return {
    name: rule.name,
    description: described(rule),
    validateStack: (args, report) => {
      const relaxed = relaxation(rule);
      if (relaxed) args.notApplicable(relaxed);
      tell(rule, rule.judge(resourcesOf(args, types)), report);
    },
  };
}

function resourcesOf({ resources }: StackValidationArgs, types: readonly string[]): Resource[] {
  return resources
    .filter(({ type }) => types.includes(type))
    .map(({ type, name, urn, props, opts }) => ({ type, name, urn, props: plain(props), protect: opts.protect }));
}

function described({ description, onlyIn }: Pick<Rule<never>, "description" | "onlyIn">): string {
  return onlyIn ? `${description} (${onlyIn})` : description;
}

/** Said to the engine instead of passing in silence. */
function relaxation({ name, onlyIn }: Pick<Rule<never>, "name" | "onlyIn">): string | undefined {
  const actual = environment();
  return onlyIn && onlyIn !== actual ? `${name} is a rule of ${onlyIn}, and this stack is ${actual}` : undefined;
}

function tell(rule: { readonly why: string }, findings: readonly Finding[], report: ReportViolation): void {
  for (const { which, what, fix } of findings) report(`${which}: ${what}.\nWhy: ${rule.why}\nFix: ${fix}.`);
}
