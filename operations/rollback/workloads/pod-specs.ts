import { z } from "zod";
import { type Resource, revealed } from "../../checkpoint";

/** What is read of an object that makes pods; everything else in it is left alone. */
const container = z.looseObject({ image: z.string().optional(), imagePullPolicy: z.string().optional() });
const podSpec = z.looseObject({
  containers: z.array(container),
  initContainers: z.array(container).nullish(),
});
export type Container = z.output<typeof container>;

const template = z.looseObject({ spec: podSpec });
const podMaker = z.looseObject({
  spec: z.union([
    z.looseObject({ template }).transform((spec) => spec.template.spec),
    z.looseObject({ jobTemplate: z.looseObject({ spec: z.looseObject({ template }) }) }).transform(jobSpec),
    podSpec,
  ]),
});

function jobSpec({ jobTemplate }: { jobTemplate: { spec: { template: z.output<typeof template> } } }) {
  return jobTemplate.spec.template.spec;
}

/** Every container of every pod that an object of Kubernetes makes, whatever its kind; none where it makes none. */
export function containersOf({ type, inputs }: Resource): readonly Container[] {
  if (!type.startsWith("kubernetes:")) return [];
  const { data } = podMaker.safeParse(revealed(inputs ?? {}));
  return data ? [...(data.spec.initContainers ?? []), ...data.spec.containers] : [];
}
