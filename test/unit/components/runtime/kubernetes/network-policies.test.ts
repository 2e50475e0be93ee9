import { describe, expect, it } from "vitest";
import { podLabels, selectorLabels } from "../../../../../components/runtime/kubernetes/identity";
import { allowNames, denyAll, workloadPolicy } from "../../../../../components/runtime/kubernetes/network-policies";
import type { Workload } from "../../../../../components/workload";
import { APP, DATABASE, PLACE } from "./specs";

const NAMESPACES = {
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["vp-test", "vp-test-host"] }],
};
const named = (name: string) => ({
  namespaceSelector: NAMESPACES,
  podSelector: { matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "vp-test" } },
});
const callersOf = (name: string) => ({
  namespaceSelector: NAMESPACES,
  podSelector: { matchLabels: { [`vector-platform/reaches.${name}`]: "true" } },
});
const tcp = (port: number) => ({ protocol: "TCP", port });

describe("network policies", () => {
  it("let nothing through but names, which one server answers", () => {
    expect(denyAll()).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    expect(allowNames()).toEqual({
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 53 },
          ],
        },
      ],
    });
  });

  it("open a workload to its callers on its ports, and to nobody else", () => {
    expect(workloadPolicy(APP, PLACE)).toEqual({
      podSelector: { matchLabels: selectorLabels(APP, PLACE) },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [callersOf("app")], ports: [tcp(8080)] }],
      egress: [],
    });
  });

  it("let a workload call those that it reaches, which know it by its label", () => {
    const caller: Workload = { ...APP, reaches: ["db", "embedding-blue"] };
    expect(workloadPolicy(caller, PLACE).egress).toEqual([{ to: [named("db"), named("embedding-blue")] }]);
    expect(podLabels(caller, PLACE)).toMatchObject({
      "vector-platform/reaches.db": "true",
      "vector-platform/reaches.embedding-blue": "true",
    });
    expect(workloadPolicy(DATABASE, PLACE).ingress).toEqual([{ from: [callersOf("db")], ports: [tcp(5432)] }]);
  });

  it("keep a port between members between members", () => {
    const ports = [...DATABASE.ports, { name: "p2p", number: 6335, membersOnly: true }];
    const clustered = { ...DATABASE, ports, reaches: ["db"] };
    expect(workloadPolicy(clustered, PLACE).ingress).toEqual([
      { from: [callersOf("db")], ports: [tcp(5432)] },
      { from: [named("db")], ports: [tcp(6335)] },
    ]);
  });

  it("let users in at their port alone", () => {
    const publish = (audience: "users" | "operators", port: number) => ({ address: "0.0.0.0", port, audience });
    const ports = [
      { name: "https", number: 8443, publish: publish("users", 30443) },
      { name: "operator", number: 9443, publish: publish("operators", 9443) },
    ];
    expect(workloadPolicy({ ...APP, ports }, PLACE).ingress).toEqual([
      { from: [callersOf("app")], ports: [tcp(8443), tcp(9443)] },
      { ports: [tcp(8443)] },
    ]);
  });

  it("let out to the world who says so", () => {
    const world = { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }, { ipBlock: { cidr: "::/0" } }] };
    expect(workloadPolicy({ ...APP, egress: true }, PLACE).egress).toEqual([world]);
  });

  it("let the cluster's own Prometheus read figures, where it is told to and they are open", () => {
    const scraped = { ...APP, scrape: { port: 8080 } };
    const watched = {
      from: [{ namespaceSelector: {}, podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } } }],
      ports: [tcp(8080)],
    };
    expect(workloadPolicy(scraped, PLACE, true).ingress).toContainEqual(watched);
    expect(workloadPolicy(scraped, PLACE).ingress).not.toContainEqual(watched);
    const keyed = { ...APP, scrape: { port: 8080, token: "key" } };
    expect(workloadPolicy(keyed, PLACE, true).ingress).not.toContainEqual(watched);
    expect(workloadPolicy(APP, PLACE, true).ingress).not.toContainEqual(watched);
  });
});
