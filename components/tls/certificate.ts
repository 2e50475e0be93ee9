import { isIP } from "node:net";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

export interface CertificateArgs {
  /** PEM of key and chain from the operator. @default - a self-signed one, made once and kept in the stack's encrypted state */
  readonly provided?: pulumi.Output<string>;
  /** Names and addresses that clients use; a generated certificate is valid for each. */
  readonly hosts: readonly string[];
}

/** Shorter than the 398 days that browsers accept at most. */
const VALID_DAYS = 365;

/** Key and certificate of the gateway, in the one PEM that HAProxy reads. */
export class Certificate extends pulumi.ComponentResource {
  /** Private key and certificate chain, PEM. */
  readonly pem: pulumi.Output<string>;
  /** What a client trusts: the certificates alone, PEM. */
  readonly chain: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:edge:Certificate", name, {}, opts);
    this.pem = pulumi.secret(args.provided ?? this.generate(name, args.hosts));
    // Certificates are shown to every client; only the key beside them is secret.
    this.chain = pulumi.unsecret(this.pem.apply(certificatesOf));
    this.registerOutputs({ chain: this.chain });
  }

  private generate(name: string, hosts: readonly string[]): pulumi.Output<string> {
    const made = new command.local.Command(
      `${name}-generated`,
      { create: selfSignedCommand(hosts), logging: "none" },
      { parent: this, additionalSecretOutputs: ["stdout"] },
    );
    return made.stdout;
  }
}

/** Shell command that prints a new P-256 key and a certificate for the hosts. The key touches no disk. */
export function selfSignedCommand(hosts: readonly string[]): string {
  const names = hosts.map((host) => `${isIP(host) ? "IP" : "DNS"}:${host}`).join(",");
  const request = [
    `openssl req -x509 -new -key /dev/stdin -sha256 -days ${VALID_DAYS} -subj /CN=vector-platform`,
    `-addext subjectAltName=${names} -addext basicConstraints=critical,CA:TRUE,pathlen:0`,
  ].join(" ");
  return `key=$(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256) && echo "$key" && echo "$key" | ${request}`;
}

/** The certificates in a PEM, without any key. */
export function certificatesOf(pem: string): string {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return certificates.map((certificate) => `${certificate}\n`).join("");
}
