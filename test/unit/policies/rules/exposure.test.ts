import { describe, expect, it } from "vitest";
import { noPublicDataPort } from "../../../../policies/rules/no-public-data-port";
import { tlsOn } from "../../../../policies/rules/tls-on";
import { container, controller, labelled, pod, service } from "../shapes";
import { UNKNOWN_TEXT, verdict } from "../support";

const published = (internal: unknown, ip?: unknown) => container({ ports: [{ internal, external: 7000, ip }] });
const open = (port: object, type = "NodePort", name?: string) => service({ type, ports: [port] }, name);
const ingress = (spec: object) => ({
  type: "kubernetes:networking.k8s.io/v1:Ingress",
  name: "way-in",
  props: { metadata: { name: "way-in" }, spec },
});
const backend = (name: string, number: number) => ({ defaultBackend: { service: { name, port: { number } } } });

describe("no-public-data-port", () => {
  it.each([
    ["a port that keeps no data", published(8443, "0.0.0.0")],
    ["a data port on the machine itself", published(6333, "127.0.0.1")],
    ["an address that is not known yet", published(6333, UNKNOWN_TEXT)],
    ["a Service inside the cluster", service({ ports: [{ port: 6333 }] })],
    ["a NodePort that keeps no data", open({ port: 8443, targetPort: 8443, nodePort: 30443 })],
    ["a type that is not known yet", service({ type: UNKNOWN_TEXT, ports: [{ port: 6333 }] })],
    ["an Ingress to something else", ingress(backend("shop", 8000))],
    ["a pod without a port of its node", controller(pod({ ports: [{ containerPort: 6379 }] }))],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(noPublicDataPort, [given], "development")).toEqual([]);
  });

  it.each([
    ["a data port", published(6333, "0.0.0.0"), /container thing: port 6333 of Qdrant is published at 0\.0\.0\.0/],
    ["a data port without an address", published(5432), /port 5432 of Postgres is published at 0\.0\.0\.0/],
    [
      "every port of a data service",
      labelled("redis", { publishAllPorts: true }),
      /its port of redis is published with every other/,
    ],
    [
      "a NodePort",
      open({ port: 443, targetPort: 6379, nodePort: 30001 }),
      /Service thing: port 6379 of Redis is open through a NodePort/,
    ],
    [
      "a LoadBalancer by a port's name",
      open({ port: 443, targetPort: "rest" }, "LoadBalancer", "qdrant"),
      /of qdrant is open through a LoadBalancer/,
    ],
    [
      "external addresses",
      service({ externalIPs: ["192.0.2.1"], ports: [{ port: 6334 }] }),
      /Service with external addresses/,
    ],
    ["an Ingress", ingress(backend("qdrant", 6333)), /Ingress way-in: port 6333 of Qdrant/],
    [
      "a port of the node",
      controller(pod({ ports: [{ containerPort: 5432, hostPort: 15_432 }] })),
      /port 5432 of Postgres is open at every node/,
    ],
  ])("refuses %s", async (_, given, what) => {
    expect(await verdict(noPublicDataPort, [given], "development")).toEqual([expect.stringMatching(what)]);
  });
});

const CONFIG = (options: string) => `frontend public\n    bind *:8443 ${options}\nfrontend metrics\n    bind *:8404\n`;
const onDocker = (options: string) => [
  labelled("gateway", { ports: [{ internal: 8443, external: 443, ip: "192.0.2.1" }] }),
  labelled(
    "gateway",
    { start: false, uploads: [{ file: "/etc/haproxy/haproxy.cfg", content: CONFIG(options) }] },
    "files",
  ),
];
const configMap = (options: string) => ({
  type: "kubernetes:core/v1:ConfigMap",
  name: "gateway-files",
  props: {
    metadata: { name: "gateway-files", labels: { "app.kubernetes.io/name": "gateway" } },
    data: { "etc_haproxy_haproxy.cfg": CONFIG(options) },
  },
});
const onKubernetes = (options: string) => [
  open({ port: 8443, targetPort: 8443, nodePort: 30443 }, "NodePort", "gateway"),
  configMap(options),
];

describe("tls-on", () => {
  const TLS = "ssl crt /run/secrets/gateway.pem";
  it.each([
    ["a gateway with TLS on Docker", onDocker(TLS)],
    ["a gateway with TLS on Kubernetes", onKubernetes(TLS)],
    ["a published port of which nothing tells that it is plain", [published(8443, "0.0.0.0")]],
    ["ports that are not known yet", [container({ ports: UNKNOWN_TEXT })]],
    ["a configuration that is not known yet", [labelled("gateway", { uploads: UNKNOWN_TEXT })]],
    ["an Ingress with TLS", [ingress({ tls: [{ hosts: ["a.example"], secretName: "a" }] })]],
    ["an Ingress that is not known yet", [ingress({ tls: UNKNOWN_TEXT })]],
    ["plain HTTP inside the cluster", [service({ ports: [{ port: 80, name: "http" }] })]],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(tlsOn, given, "development")).toEqual([]);
  });

  it.each([
    [
      "a gateway without TLS on Docker",
      onDocker("alpn h2"),
      /container gateway: port 8443 is published at 192\.0\.2\.1 and bound without ssl/,
    ],
    [
      "a gateway without TLS on Kubernetes",
      onKubernetes(""),
      /Service gateway: port 8443 is open through a NodePort and bound without ssl/,
    ],
    ["a published port of a web server", [published(80, "0.0.0.0")], /port 80 speaks plain HTTP/],
    ["a NodePort that is called http", [open({ port: 3000, name: "http" })], /port 3000 speaks plain HTTP/],
    ["an Ingress without TLS", [ingress({})], /Ingress way-in: it has no `tls`/],
  ])("refuses %s", async (_, given, what) => {
    expect(await verdict(tlsOn, given, "development")).toEqual([expect.stringMatching(what)]);
  });
});
