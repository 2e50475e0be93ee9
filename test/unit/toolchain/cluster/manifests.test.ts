import { expect, it } from "vitest";
import { corefile, manifests } from "../../../../toolchain/cluster/manifests";
import { digestIn, repositoryOf } from "../../../../toolchain/cluster/registry";

// biome-ignore lint/suspicious/noExplicitAny: manifests of a dozen kinds
const objects = manifests("coredns@sha256:1", ["192.0.2.53"]) as any[];

it("brings exactly one default storage class", () => {
  const classes = objects.filter(({ kind }) => kind === "StorageClass");
  expect(classes.map(({ metadata }) => metadata.name)).toEqual(["local"]);
  expect(classes[0].metadata.annotations["storageclass.kubernetes.io/is-default-class"]).toBe("true");
});

it("runs the name server under the labels that everybody looks for, in kube-system", () => {
  const service = objects.find(({ kind }) => kind === "Service");
  expect(service.metadata).toMatchObject({
    name: "kube-dns",
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
  });
  const deployment = objects.find(({ kind }) => kind === "Deployment");
  expect(deployment.spec.template.metadata.labels).toEqual(service.spec.selector);
  expect(deployment.spec.template.spec.containers[0].image).toBe("coredns@sha256:1");
});

it("gives the provisioner volumes to make and claims to read, and nothing else to change", () => {
  const role = objects.find(({ kind, metadata }) => kind === "ClusterRole" && metadata.name.endsWith("provisioner"));
  const writes = role.rules.filter(({ verbs }: { verbs: string[] }) => verbs.includes("create"));
  expect(writes.map(({ resources }: { resources: string[] }) => resources)).toEqual([["persistentvolumes"]]);
});

it("asks the machine's name servers where there are any", () => {
  expect(corefile(["192.0.2.53", "192.0.2.54"])).toContain("forward . 192.0.2.53 192.0.2.54\n");
  expect(corefile([])).not.toContain("forward");
});

it("reads a pushed image's digest, and its repository from its name", () => {
  const digest = `sha256:${"ab".repeat(32)}`;
  expect(digestIn(`layer: Pushed\nlocal-1: digest: ${digest} size: 1234\n`)).toBe(digest);
  expect(digestIn("received unexpected HTTP status: 503")).toBeUndefined();
  expect(repositoryOf("vector-platform/redis:local-1")).toBe("vector-platform/redis");
});
