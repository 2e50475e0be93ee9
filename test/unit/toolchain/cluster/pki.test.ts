import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { readAccess } from "../../../../toolchain/cluster/api";
import { type Cluster, clusterOf } from "../../../../toolchain/cluster/cluster";
import { accessOf, kubeconfig } from "../../../../toolchain/cluster/kubeconfig";
import { certificates, makeCertificates, pkiFile } from "../../../../toolchain/cluster/pki";
import { writeWhole } from "../../../../toolchain/files";
import { emptyProject } from "../support";

/** Programs are started here, and a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

function cluster(): Cluster {
  const layout = emptyProject();
  const real = clusterOf(layout);
  return { ...real, data: { ...real.data, pki: join(layout.root, "pki") } };
}

it("makes everybody's certificate, signed by an authority of the cluster's own, and keeps them", async () => {
  const one = cluster();
  expect(await makeCertificates(one)).toBe("made");
  const read = (name: string) => new X509Certificate(readFileSync(pkiFile(one, `${name}.crt`)));
  for (const { name } of certificates(one)) expect(read(name).checkIssued(read("ca")), name).toBe(true);
  expect(read("ca").ca).toBe(true);
  expect(read("admin").ca).toBe(false);
  expect(read("api-server").subjectAltName).toContain(`IP Address:${one.nodeAddress}`);
  expect(read("kubelet").subject).toBe("O=system:nodes\nCN=system:node:local");
  expect(statSync(one.data.pki).mode & 0o777).toBe(0o700);

  const before = read("admin").fingerprint256;
  expect(await makeCertificates(one)).toBe("up to date");
  expect(read("admin").fingerprint256).toBe(before);
});

it("leaves nothing under the real name when it is interrupted", async () => {
  const one = cluster();
  await makeCertificates({ ...one, nodeAddress: "no address" }).catch(() => undefined);
  expect(existsSync(one.data.pki)).toBe(false);
});

it("writes a kubeconfig that holds all it takes to be let in", async () => {
  const one = cluster();
  await makeCertificates(one);
  const path = join(one.data.pki, "..", "kubeconfig");
  writeWhole(path, kubeconfig(accessOf(one, "admin")));
  expect(readAccess(path)).toEqual(accessOf(one, "admin"));
  expect(JSON.parse(readFileSync(path, "utf8"))["current-context"]).toBe("vector-platform-local");
});
