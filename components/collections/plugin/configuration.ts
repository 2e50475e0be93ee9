import { z } from "zod";

const key = z.string().min(8, { error: "expected a key of at least 8 characters" });

const tunnel = z.object({
  context: z.string(),
  namespace: z.string().min(1),
  workload: z.string().min(1),
  port: z.int().min(1).max(65_535),
  certifiedName: z.string().min(1),
});

/** All of a provider's configuration travels as text; this one is an object. */
function place(text: string, context: z.RefinementCtx): z.output<typeof tunnel> {
  const given = tunnel.safeParse(parsed(text));
  if (given.success) return given.data;
  context.addIssue({ code: "custom", message: "expected {context, namespace, workload, port, certifiedName} as JSON" });
  return z.NEVER;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the provider resource says; a number arrives as text, as all of a provider's configuration does. */
export const configuration = z.object({
  endpoint: z.url({
    protocol: /^https$/,
    error:
      "expected an https:// address: keys travel over it. Use the gateway's operator entry, e.g. https://127.0.0.1:9443/qdrant",
  }),
  operatorKey: key,
  apiKey: key,
  caCertificate: z.string().includes("BEGIN CERTIFICATE", { error: "expected a certificate in PEM" }).optional(),
  tunnel: z.string().transform(place).optional(),
  patienceSeconds: z.coerce.number().min(0).max(3600).default(60),
});

export type Configuration = Readonly<z.output<typeof configuration>>;
