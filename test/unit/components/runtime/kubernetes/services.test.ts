import { describe, expect, it } from "vitest";
import { disruptionBudget } from "../../../../../components/runtime/kubernetes/disruption";
import { serviceMonitorSpec } from "../../../../../components/runtime/kubernetes/service-monitor";
import {
  aliasService,
  headlessService,
  memberHosts,
  membersServiceSpec,
  publicService,
} from "../../../../../components/runtime/kubernetes/services";
import { APP, DATABASE, PLACE } from "./specs";

const selector = { "app.kubernetes.io/name": "app", "app.kubernetes.io/instance": "vp-test" };

describe("services", () => {
  it("show every ready pod of a workload under its name", () => {
    expect(headlessService(APP, PLACE)).toEqual({
      type: "ClusterIP",
      clusterIP: "None",
      selector,
      ports: [{ name: "http", port: 8080, targetPort: 8080, protocol: "TCP" }],
    });
  });

  it("name members before they are ready, one each", () => {
    expect(membersServiceSpec(DATABASE, PLACE)).toMatchObject({ clusterIP: "None", publishNotReadyAddresses: true });
    expect(memberHosts({ name: "db", replicas: 2 }, "vp-test")).toEqual([
      "db-0.db-members.vp-test.svc.cluster.local",
      "db-1.db-members.vp-test.svc.cluster.local",
    ]);
    expect(memberHosts({ name: "db" }, "vp-test")).toHaveLength(1);
  });

  it("lead to a workload of the host namespace", () => {
    expect(aliasService(APP, PLACE)).toEqual({
      type: "ExternalName",
      externalName: "app.vp-test-host.svc.cluster.local",
    });
  });

  it("publish what is for users, with their own address, and never what is for operators", () => {
    const ports = [
      { name: "https", number: 8443, publish: { address: "0.0.0.0", port: 30443, audience: "users" as const } },
      { name: "operator", number: 9443, publish: { address: "0.0.0.0", port: 9443, audience: "operators" as const } },
    ];
    expect(publicService({ ...APP, ports }, PLACE, "NodePort")).toEqual({
      type: "NodePort",
      externalTrafficPolicy: "Local",
      selector,
      ports: [{ name: "https", protocol: "TCP", port: 8443, targetPort: 8443, nodePort: 30443 }],
    });
    expect(publicService({ ...APP, ports }, PLACE, "LoadBalancer")).toMatchObject({
      type: "LoadBalancer",
      ports: [{ name: "https", protocol: "TCP", port: 30443, targetPort: 8443 }],
    });
    expect(publicService({ ...APP, ports: ports.slice(1) }, PLACE, "NodePort")).toBeUndefined();
  });
});

describe("a disruption budget", () => {
  it("gives up one replica at a time, and does not hold a node for a single one", () => {
    expect(disruptionBudget({ ...APP, replicas: 3 }, PLACE)).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: selector },
    });
    expect(disruptionBudget(APP, PLACE)).toBeUndefined();
  });
});

describe("a service monitor", () => {
  it("leads to the figures of every pod, once", () => {
    const scrape = { port: 8080, path: "/figures", labels: { slot: "blue" } };
    expect(serviceMonitorSpec({ ...APP, scrape }, PLACE)).toEqual({
      selector: { matchLabels: { ...selector, "vector-platform/discoverable": "true" } },
      endpoints: [
        {
          port: "http",
          path: "/figures",
          relabelings: [{ action: "replace", targetLabel: "slot", replacement: "blue" }],
        },
      ],
    });
    expect(serviceMonitorSpec({ ...APP, scrape: { port: 8080 } }, PLACE)?.endpoints).toEqual([
      { port: "http", path: "/metrics" },
    ]);
  });

  it("is not made for what has none, or a token that only our own Prometheus holds", () => {
    expect(serviceMonitorSpec(APP, PLACE)).toBeUndefined();
    expect(serviceMonitorSpec({ ...APP, scrape: { port: 8080, token: "key" } }, PLACE)).toBeUndefined();
  });
});
