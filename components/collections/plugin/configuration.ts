import { z } from "zod";

const key = z.string().min(8, { error: "expected a key of at least 8 characters" });

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
  patienceSeconds: z.coerce.number().min(0).max(3600).default(60),
});

export type Configuration = Readonly<z.output<typeof configuration>>;
