import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Endpoint, Network, WORLD } from "../../../support/reachability";
import { type KubernetesObject, renderedStack } from "../../../support/rendered";

/*
 * No enforcer of NetworkPolicies can be had on every machine, so what they let through is computed and compared with the table
 * "Who talks to whom" of docs/architecture.md: for every pair and port, what must pass and what must not.
 */

const DOCUMENT = readFileSync(join(__dirname, "../../../../docs/architecture.md"), "utf8");
const PATIENCE = 120_000;
/** Spoken among members of a workload, and with no key. */
const MEMBERS_ONLY = 6335;
const USERS_PORT = 8443;

const STRANGER: Endpoint = { name: "stranger", namespace: "other", labels: {}, ports: [80], replicas: 1 };
const NAMES: Endpoint = {
  name: "names",
  namespace: "kube-system",
  labels: { "k8s-app": "kube-dns" },
  ports: [53],
  replicas: 1,
};

describe.each([
  ["dev", { slots: { blue: {}, green: { enabled: true } } }],
  ["staging", { slots: { blue: {}, green: { enabled: true } }, qdrant: { replicas: 3 } }],
  ["production", { slots: { blue: {}, green: { enabled: true } } }],
])("what the policies of %s let through", { timeout: PATIENCE }, (stack, over) => {
  let objects: readonly KubernetesObject[];
  let network: Network;

  beforeAll(async () => {
    objects = await renderedStack(stack, over);
    network = new Network(objects, [STRANGER, NAMES]);
  }, PATIENCE);

  const workloads = () => network.endpoints.filter((endpoint) => endpoint !== STRANGER && endpoint !== NAMES);
  const named = (name: string) => network.endpoints.find((endpoint) => endpoint.name === name) as Endpoint;

  it("is the table of docs/architecture.md, for every pair and port", () => {
    expect(workloads().length).toBeGreaterThan(13);
    expect(passing(network, workloads())).toEqual(declared(objects, workloads()));
  });

  it("opens the gateway's entry for users to everybody, and nothing else to anybody", () => {
    const open = workloads().flatMap((to) =>
      to.ports.filter((port) => network.lets(WORLD, to, port)).map((port) => [to.name, port]),
    );
    expect(open).toEqual([["gateway", 8443]]);
    const reached = workloads().flatMap((to) =>
      to.ports.filter((port) => network.lets(STRANGER, to, port)).map((port) => [to.name, port]),
    );
    expect(reached).toEqual([["gateway", 8443]]);
  });

  it("lets the embedding services call out for their model, and nobody else", () => {
    const leaving = workloads().filter((from) => network.lets(from, WORLD, 443));
    expect(leaving.map(({ name }) => name).sort()).toEqual(["embedding-blue", "embedding-green"]);
  });

  it("lets everybody ask for names, and nothing else of the cluster's own", () => {
    const mute = workloads().filter((from) => !network.lets(from, NAMES, 53));
    expect(mute).toEqual([]);
    expect(network.lets(named("api-blue"), NAMES, 9153)).toBe(false);
    expect(network.lets(named("api-blue"), STRANGER, 80)).toBe(false);
  });

  it("is noticed when an arrow is missing or one too many", () => {
    const without = objects.filter(({ kind, metadata }) => kind !== "NetworkPolicy" || metadata.name !== "redis");
    expect(passing(new Network(without), workloads())).not.toEqual(declared(objects, workloads()));
    const open = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" };
    const metadata = { name: "open", namespace: named("redis").namespace };
    const spec = { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [{}], egress: [{}] };
    const everything = passing(new Network([...objects, { ...open, metadata, spec }]), workloads());
    expect(everything.length).toBeGreaterThan(declared(objects, workloads()).length);
  });
});

/** Every arrow that can be used, as `from -> to:port`. */
function passing(network: Network, workloads: readonly Endpoint[]): string[] {
  return arrows(workloads, (from, to, port) => network.lets(from, to, port));
}

/** The same from the table. */
function declared(objects: readonly KubernetesObject[], workloads: readonly Endpoint[]): string[] {
  const rows = table(DOCUMENT);
  const scraped = scrapeJobs(objects);
  return arrows(workloads, (from, to, port) => {
    const called = rows.filter(([caller]) => matches(caller, from.name)).flatMap(([, names]) => names);
    // The entry for users is part of the world.
    const asWorld = port === USERS_PORT && called.includes("the world");
    const meant = called.some((name) => (name === "scrape" ? scraped.includes(to.name) : matches(name, to.name)));
    // A slot keeps to itself: `api-*` calls the `embedding-*` of its own colour.
    const crosses =
      slotOf(from.name) !== undefined && slotOf(to.name) !== undefined && slotOf(from.name) !== slotOf(to.name);
    const member = port === MEMBERS_ONLY && from !== to;
    return asWorld || (meant && !crosses && !member);
  });
}

function arrows(
  workloads: readonly Endpoint[],
  exists: (from: Endpoint, to: Endpoint, port: number) => boolean,
): string[] {
  const all = workloads.flatMap((from) => workloads.flatMap((to) => to.ports.map((port) => ({ from, to, port }))));
  return (
    all
      // A single pod has itself at hand; no policy stands between.
      .filter(({ from, to }) => from !== to || from.replicas > 1)
      .filter(({ from, to, port }) => exists(from, to, port))
      .map(({ from, to, port }) => `${from.name} -> ${to.name}:${port}`)
      .sort()
  );
}

/** Rows of the table below "Who talks to whom". */
function table(document: string): [caller: string, called: string[]][] {
  const [, section = ""] = document.split("### Who talks to whom");
  const lines = section.split("\n").filter((line) => line.startsWith("| "));
  return lines.slice(1).map((line) => {
    const [, from = "", to = ""] = line.split("|").map((cell) => cell.trim().replaceAll("`", ""));
    const called = to.split(",").map((name) => name.trim().replace(/^everything with a scrape$/, "scrape"));
    return [from, called.map((name) => name.replace(/ \(.*\)$/, ""))];
  });
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function slotOf(name: string): string | undefined {
  return /^(?:api|embedding)-(blue|green)$/.exec(name)?.[1];
}

/** What Prometheus is told to scrape, itself left out: its own figures it has at hand. */
function scrapeJobs(objects: readonly KubernetesObject[]): string[] {
  const files = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("prometheus"));
  const text = Object.entries(files?.data as Record<string, string>).find(([name]) =>
    name.endsWith("prometheus.yml"),
  )?.[1];
  const { scrape_configs: jobs } = parse(text ?? "") as { scrape_configs: { job_name: string }[] };
  return jobs.map(({ job_name }) => job_name).filter((name) => name !== "prometheus");
}
