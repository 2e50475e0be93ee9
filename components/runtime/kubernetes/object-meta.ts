import type { Labels } from "./identity";

/** What is declared wins over what somebody changed by hand: it is put back, not refused as a conflict. */
const FORCE = { "pulumi.com/patchForce": "true" };

/** Names are the declared ones: a suffix would make every object that names another follow its replacement. */
export function objectMeta(name: string, more: { namespace?: string; labels: Labels; annotations?: Labels }) {
  const { namespace, labels, annotations } = more;
  return { name, ...(namespace && { namespace }), labels, annotations: { ...FORCE, ...annotations } };
}
