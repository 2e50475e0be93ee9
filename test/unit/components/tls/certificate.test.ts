import { execFileSync, execSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Certificate } from "../../../../components/tls";
import { certificatesOf, selfSignedCommand } from "../../../../components/tls/certificate";
import { ofType, recorded } from "../../support/recorded";

describe("selfSignedCommand", () => {
  it("makes a key and a certificate that is valid for each host for a year", () => {
    const pem = execSync(selfSignedCommand(["localhost", "127.0.0.1"])).toString();
    const certificate = new X509Certificate(certificatesOf(pem));
    expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1");
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const days = (Date.parse(certificate.validTo) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(365);
    expect(execFileSync("openssl", ["pkey", "-noout", "-check"], { input: pem }).toString()).toContain("valid");
  });
});

describe("Certificate", () => {
  it("shows the certificates and never the key", () => {
    expect(certificatesOf("-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n")).toBe("");
  });

  it.each(["preview", "update"] as const)("takes the operator's own, in %s", async (mode) => {
    const provided = pulumi.secret("own");
    const resources = await recorded(mode, () => new Certificate("tls", { provided, hosts: ["localhost"] }));
    expect(ofType(resources, "command:local:Command")).toEqual([]);
  });

  it.each(["preview", "update"] as const)("makes one where there is none, in %s", async (mode) => {
    const resources = await recorded(mode, () => new Certificate("tls", { hosts: ["localhost"] }));
    expect(ofType(resources, "command:local:Command")).toHaveLength(1);
  });
});
