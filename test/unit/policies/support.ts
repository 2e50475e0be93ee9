import type {
  Policies,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

/** The engine's own; not from the package's index, which loads the whole of Pulumi's SDK with it. */
const { unknownCheckingProxy } = require("@pulumi/policy/proxy") as typeof import("@pulumi/policy");

/** How the engine writes a text that only the update will know. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Given {
  readonly type: string;
  readonly name?: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  /** Types of the components that it is part of, the outermost first. */
  readonly within?: readonly string[];
  readonly urn?: string;
}

export type Environment = "development" | "staging" | "production";

class NotApplicable extends Error {}

/** What a rule reports, in an environment that its stack names; undefined when it says that it does not apply there. */
export async function verdict(
  rule: Policies[number],
  given: readonly Given[],
  environment: string | undefined = "production",
): Promise<string[] | undefined> {
  const before = process.env.PULUMI_CONFIG;
  process.env.PULUMI_CONFIG = JSON.stringify(environment === undefined ? {} : { [KEY]: environment });
  const messages: string[] = [];
  try {
    await run(rule, given, (message) => messages.push(message));
    return messages;
  } catch (error) {
    if (error instanceof NotApplicable) return undefined;
    throw error;
  } finally {
    if (before === undefined) delete process.env.PULUMI_CONFIG;
    else process.env.PULUMI_CONFIG = before;
  }
}

const KEY = "vector-platform:environment";

async function run(rule: Policies[number], given: readonly Given[], report: (message: string) => void): Promise<void> {
  if (isStackRule(rule)) return rule.validateStack({ ...COMMON, resources: given.map(toResource) }, report);
  const { validateResource } = rule as ResourceValidationPolicy;
  for (const validate of [validateResource].flat()) {
    for (const resource of given) await validate?.(toResource(resource) as unknown as ResourceValidationArgs, report);
  }
}

export function isStackRule(rule: Policies[number]): rule is StackValidationPolicy {
  return "validateStack" in rule;
}

const COMMON = {
  stackTags: new Map<string, string>(),
  getConfig: <T>() => ({}) as T,
  notApplicable: (reason?: string): never => {
    throw new NotApplicable(reason);
  },
};

/** With the engine's own proxy around the properties: it throws when somebody reads what is not known yet. */
function toResource({ type, name = "it", props, protect = false, within = [], urn }: Given): PolicyResource {
  const own = `urn:pulumi:test::vector-platform::${[...within, type].join("$")}::${name}`;
  const opts = { protect, ignoreChanges: [], aliases: [], customTimeouts: {}, additionalSecretOutputs: [] };
  return {
    ...COMMON,
    ...{ type, name, urn: urn ?? own, opts, dependencies: [], propertyDependencies: {} },
    props: unknownCheckingProxy(props),
    isType: () => false,
    asType: () => undefined,
  } as unknown as PolicyResource;
}

/** The sentences of one message: which and what, why, how to fix. */
export function parts(message: string): { what: string; why: string; fix: string } {
  const [what = "", why = "", fix = ""] = message.split("\n");
  return { what, why, fix };
}
