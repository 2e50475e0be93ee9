import * as pulumi from "@pulumi/pulumi";

/**
 * Kubernetes reads `$(NAME)` in a command and in a variable as another variable, and `$$` as an escaped `$`. What a workload
 * declares is meant word for word, and a shell script is full of both.
 */
export function literal(text: string): string {
  return text.replace(/\$(?=[$(])/g, () => "$$");
}

export function literalInput(value: pulumi.Input<string>): pulumi.Input<string> {
  return typeof value === "string" ? literal(value) : pulumi.output(value).apply(literal);
}
