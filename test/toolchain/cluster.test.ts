import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusterOf, NODE_NAME } from "../../toolchain/cluster/cluster";
import { pkiFile } from "../../toolchain/cluster/pki";
import { PROVISIONER } from "../../toolchain/cluster/provisioner";
import { attempt, run } from "../../toolchain/command";
import { readJson } from "../../toolchain/files";
import { layoutOf } from "../../toolchain/layout";
import { readSite } from "../../toolchain/site";
import { until } from "../../toolchain/until";

/** The cluster of this clone, which `make tools-kubernetes` started and every other test uses too: it is never stopped here. */
const layout = layoutOf();
const cluster = clusterOf(layout);
const namespace = `toolchain-test-${randomBytes(3).toString("hex")}`;
const retaining = `${namespace}-retain`;
/** Long: other work on the machine may make everything here ten times slower. */
const PATIENCE_SECONDS = 300;

const images = (readSite(layout).platforms?.kubernetes as { images?: Record<string, string> } | undefined)?.images;
const image = images?.node ?? "docker.io/library/node:22-bookworm-slim";

function kubectl(...args: string[]): Promise<string> {
  const kubeconfig = `--kubeconfig=${layout.kubeconfig}`;
  return run(join(layout.bin, "kubectl"), [kubeconfig, ...args], { limitSeconds: PATIENCE_SECONDS + 30 });
}

async function apply(...objects: object[]): Promise<void> {
  const json = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  const args = [`--kubeconfig=${layout.kubeconfig}`, "apply", "--filename", "-"];
  const { status, stderr } = spawnSync(join(layout.bin, "kubectl"), args, { input: json, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

/** As strict as the namespace of a stack. */
function podSpec(command: string[], more: object = {}): object {
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
  };
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 11000,
      runAsGroup: 11000,
      fsGroup: 11000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [{ name: "main", image, command, securityContext, ...more }],
  };
}

const SERVER = 'require("http").createServer((_, r) => r.end(require("os").hostname())).listen(8080)';

beforeAll(async () => {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } });
  // Until a new namespace has it, every pod is refused for the want of it.
  await kubectl("-n", namespace, "wait", "--for=create", "serviceaccount/default", `--timeout=${PATIENCE_SECONDS}s`);
});

afterAll(async () => {
  await kubectl("delete", "namespace", namespace, "--ignore-not-found", "--wait=false");
  await kubectl("delete", "storageclass", retaining, "--ignore-not-found");
});

/** Status of an answer to somebody who shows no certificate. */
function stranger(port: number, path: string): Promise<number> {
  const ca = readFileSync(pkiFile(cluster, "ca.crt"));
  return new Promise((done, failed) => {
    const call = request({ host: cluster.nodeAddress, port, path, ca }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    call.on("error", failed);
    call.end();
  });
}

describe("who may do what", () => {
  it("lets nobody in without a certificate, neither at the API server nor at the kubelet", async () => {
    expect(await stranger(6443, "/api/v1/namespaces")).toBe(401);
    expect(await stranger(6443, "/readyz")).toBe(401);
    expect(await stranger(10250, "/pods")).toBe(401);
  });

  it("keeps the kubeconfig to its owner", async () => {
    expect(await kubectl("auth", "whoami")).toContain("vector-platform:admin");
    expect((await run("stat", ["--format=%a", layout.kubeconfig])).trim()).toBe("600");
  });

  it("refuses a privileged pod where only restricted ones may be", async () => {
    const pod = podSpec(["sleep", "600"], { securityContext: { privileged: true } });
    const metadata = { name: "privileged", namespace };
    await expect(apply({ apiVersion: "v1", kind: "Pod", metadata, spec: pod })).rejects.toThrow(
      /violates PodSecurity "restricted:latest": privileged/,
    );
  });

  it("lets a node change nothing but itself", async () => {
    const as = ["--as", `system:node:${NODE_NAME}`, "--as-group", "system:nodes"];
    const kubeconfig = `--kubeconfig=${layout.kubeconfig}`;
    const program = join(layout.bin, "kubectl");
    const other = await attempt(program, [kubeconfig, ...as, "get", "secrets", "--all-namespaces"]);
    expect(other.ok).toBe(false);
    expect(other.output).toContain("forbidden");
  });
});

describe("pods and services", () => {
  beforeAll(async () => {
    const labels = { app: "web" };
    await apply(
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web", namespace },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: podSpec(["node", "-e", SERVER], { readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 } }),
          },
        },
      },
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web", namespace },
        spec: { type: "NodePort", selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
      },
    );
    await kubectl("-n", namespace, "rollout", "status", "deployment/web", `--timeout=${PATIENCE_SECONDS}s`);
  });

  async function pods(): Promise<string[]> {
    const names = await kubectl("-n", namespace, "get", "pods", "-l", "app=web", "-o", "name");
    return names
      .split("\n")
      .filter(Boolean)
      .map((name) => name.replace("pod/", ""))
      .sort();
  }

  it("resolves a service by its name and balances it over its pods, seen from a pod", async () => {
    const [first = ""] = await pods();
    const ask = "fetch(process.argv[1]).then((r) => r.text()).then(console.log)";
    const urls = [`http://web/`, `http://web.${namespace}.svc.cluster.local/`];
    const seen = new Set<string>();
    const all = (await pods()).join();
    const balanced = await until(async () => {
      for (const url of urls) {
        const said = await kubectl("-n", namespace, "exec", first, "--", "node", "-e", ask, url).catch(() => "");
        if (said) seen.add(said.trim());
      }
      return [...seen].sort().join() === all;
    }, PATIENCE_SECONDS);
    expect({ balanced, seen: [...seen].sort() }).toEqual({ balanced: true, seen: await pods() });
  });

  it("answers a NodePort at the node's address and nowhere else", async () => {
    const port = (
      await kubectl("-n", namespace, "get", "service", "web", "-o", "jsonpath={.spec.ports[0].nodePort}")
    ).trim();
    const ask = (host: string) =>
      fetch(`http://${host}:${port}/`, { signal: AbortSignal.timeout(30_000) }).then(
        (answer) => answer.text(),
        () => undefined,
      );
    let answer: string | undefined;
    await until(async () => {
      answer = await ask(cluster.nodeAddress);
      return answer !== undefined;
    }, PATIENCE_SECONDS);
    expect(await pods()).toContain(answer);
    for (const host of ["127.0.0.1", cluster.hostAddress]) expect(await pods(), host).not.toContain(await ask(host));
  });
});

describe("volumes", () => {
  const claim = (name: string, storageClassName?: string) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, namespace },
    spec: { storageClassName, accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });

  /** A pod that leaves a file in a claim's volume, as a user whom this machine does not know. */
  const writer = (name: string) => {
    const mounts = { volumeMounts: [{ name: "data", mountPath: "/data" }] };
    const spec = podSpec(["sh", "-c", "echo kept >/data/file"], mounts);
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: name } }];
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace },
      spec: { ...spec, restartPolicy: "OnFailure", volumes },
    };
  };

  const folders = (name: string) =>
    readdirSync(cluster.data.volumes)
      .filter((folder) => folder.startsWith(`${namespace}_${name}_`))
      .map((folder) => join(cluster.data.volumes, folder));

  async function fill(name: string): Promise<void> {
    const done = "--for=jsonpath={.status.phase}=Succeeded";
    await kubectl("-n", namespace, "wait", done, `pod/${name}`, `--timeout=${PATIENCE_SECONDS}s`);
    expect(folders(name).map((folder) => readFileSync(join(folder, "file"), "utf8"))).toEqual(["kept\n"]);
    await kubectl("-n", namespace, "delete", "pod", name);
  }

  it("go with their claim where nothing else is said", async () => {
    await apply(claim("passing"), writer("passing"));
    await fill("passing");
    const [folder = ""] = folders("passing");
    await kubectl("-n", namespace, "delete", "pvc", "passing");
    expect(await until(() => !existsSync(folder), PATIENCE_SECONDS)).toBe(true);
  });

  it("stay, with what is in them, where their class retains them", async () => {
    const storage = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name: retaining } };
    await apply({ ...storage, provisioner: PROVISIONER, reclaimPolicy: "Retain" });
    await apply(claim("lasting", retaining), writer("lasting"));
    await fill("lasting");
    const volume = await kubectl("-n", namespace, "get", "pvc", "lasting", "-o", "jsonpath={.spec.volumeName}");
    // One that goes, asked for at the same time, tells that the provisioner has been at work since.
    await apply(claim("witness"));
    const bound = "--for=jsonpath={.status.phase}=Bound";
    await kubectl("-n", namespace, "wait", bound, "pvc/witness", `--timeout=${PATIENCE_SECONDS}s`);
    const [witness = ""] = folders("witness");
    await kubectl("-n", namespace, "delete", "pvc", "lasting", "witness");
    const released = "--for=jsonpath={.status.phase}=Released";
    await kubectl("wait", released, `pv/${volume}`, `--timeout=${PATIENCE_SECONDS}s`);
    expect(await until(() => !existsSync(witness), PATIENCE_SECONDS)).toBe(true);
    const [folder = ""] = folders("lasting");
    expect(readFileSync(join(folder, "file"), "utf8")).toBe("kept\n");
    await kubectl("delete", "pv", volume);
    await run("rm", ["-r", folder]);
  });
});

describe("a second set-up", () => {
  it("finds everything at work and starts nothing", async () => {
    const processes = () =>
      Object.fromEntries(
        readdirSync(cluster.data.records).map((name) => [name, readJson(join(cluster.data.records, name))]),
      );
    const before = processes();
    const said = await run(join(layout.project, "toolchain", "set-up.sh"), ["kubernetes"], { limitSeconds: 540 });
    expect(said).toMatch(/^Kubernetes programs +all there/m);
    expect(said).toMatch(/^control plane +running/m);
    expect(said).toMatch(/^node +running/m);
    expect(processes()).toEqual(before);
  });
});
