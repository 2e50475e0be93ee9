import { containerRule } from "../view/containers";

export const limits = containerRule({
  name: "limits",
  description: "What runs has a limit on memory and processors; on Kubernetes it says what it needs, too.",
  why: "One container without a limit takes the machine from all others, the database among them.",
  judge: ({ kind, limits }) =>
    kind === "carrier"
      ? []
      : Object.entries(limits)
          .filter(([, value]) => value === undefined)
          .map(([name]) => ({
            what: `it has no ${name}`,
            fix: `set ${name.includes(".") ? `resources.${name}` : name === "cpu" ? "cpus" : name}`,
          })),
});
