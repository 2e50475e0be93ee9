import { type Finding, type Resource, stackRule } from "../rule";
import { at, UNKNOWN, type Value } from "../value";
import { DEPLOYMENT, namespaceOf, replicasOf, STATEFUL_SET, selects } from "../view/controllers";
import { titleOf } from "../view/kubernetes";

const BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";

export const disruptionBudget = stackRule([DEPLOYMENT, STATEFUL_SET, BUDGET], {
  name: "disruption-budget",
  description: "What runs several times in production has a disruption budget that lets a node be emptied.",
  why: "Without one, emptying nodes may take all replicas at once; with one that allows none, it never ends.",
  onlyIn: "production",
  judge: (resources) => {
    const budgets = resources.filter(({ type }) => type === BUDGET);
    return resources.filter(({ type }) => type !== BUDGET).flatMap((resource) => judge(resource, budgets));
  },
});

function judge(controller: Resource, budgets: readonly Resource[]): Finding[] {
  const replicas = replicasOf(controller);
  if (replicas === undefined || replicas < 2) return [];
  const near = budgets.filter((budget) => namespaceOf(budget) === namespaceOf(controller));
  if (near.some((budget) => selectorOf(budget) === UNKNOWN)) return [];
  const own = near.filter((budget) => selects(selectorOf(budget), controller));
  const which = titleOf(controller);
  if (own.length === 0) {
    return [
      { which, what: `none selects its ${replicas} pods`, fix: "add a PodDisruptionBudget with maxUnavailable 1" },
    ];
  }
  const stuck = own.filter(({ props }) => allowsNone(at(props, "spec"), replicas));
  return stuck.map((budget) => ({
    which: titleOf(budget),
    what: `it lets none of the ${replicas} pods of ${which} go`,
    fix: "set maxUnavailable to 1 in place of what it says",
  }));
}

function selectorOf({ props }: Resource): Value {
  return at(props, "spec", "selector", "matchLabels");
}

function allowsNone(spec: Value, replicas: number): boolean {
  const [least, most] = [at(spec, "minAvailable"), at(spec, "maxUnavailable")];
  return most === 0 || most === "0%" || least === "100%" || (typeof least === "number" && least >= replicas);
}
