import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Bytes of randomness in a generated key: 256 bits. */
const KEY_BYTES = 32;

/**
 * The secret that the operator gave, or one generated at the first deployment and kept in the stack's encrypted state.
 * A new one is made with `pulumi up --replace` of its resource, or by setting the config key.
 */
export function keptSecret(
  name: string,
  given: pulumi.Output<string> | undefined,
  opts?: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  if (given) return pulumi.secret(given);
  const generated = pulumi.secret(randomBytes(KEY_BYTES).toString("hex"));
  // Every run offers a fresh key; ignoring the change is what keeps the first.
  const stash = new pulumi.Stash(name, { input: generated }, { ...opts, ignoreChanges: ["input"] });
  return pulumi.secret(stash.output as pulumi.Output<string>);
}
