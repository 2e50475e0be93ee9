import { type Finding, type Resource, stackRule } from "../rule";
import { at, known, list, record, text, UNKNOWN } from "../value";
import { DOCKER_CONTAINER, dockerLabel } from "../view/docker";
import { type Exposure, exposuresOf, INGRESS, SERVICE } from "../view/exposure";
import { titleOf } from "../view/kubernetes";
import { workloadOf } from "../view/workload";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
/** Where servers speak plain HTTP unless somebody says otherwise. */
const PLAIN_PORTS = [80, 8080];
const PLAIN_NAME = /^http$/i;
const BIND = /^\s*bind\s+\S*:(?<port>\d+)(?<options>.*)$/gm;

export const tlsOn = stackRule([DOCKER_CONTAINER, SERVICE, INGRESS, CONFIG_MAP], {
  name: "tls-on",
  description: "What leaves the platform's own network is encrypted.",
  why: "API keys and the texts that users search for would be readable on the way.",
  judge: (resources) => [
    ...resources.filter(({ type }) => type === INGRESS).flatMap(plainIngress),
    ...resources
      .filter(({ type }) => type !== INGRESS && type !== CONFIG_MAP)
      .flatMap(exposuresOf)
      .flatMap((exposure) => plainExposure(exposure, gatewayConfigs(resources, exposure.workload))),
  ],
});

function plainIngress(ingress: Resource): Finding[] {
  const tls = at(ingress.props, "spec", "tls");
  if (tls === UNKNOWN || list(tls).length > 0) return [];
  return [
    {
      which: titleOf(ingress),
      what: "it has no `tls`",
      fix: "name the hosts and the Secret of their certificate in spec.tls",
    },
  ];
}

/** HAProxy's own configuration says it best; without one, the port has to do. */
function plainExposure({ title, how, ports, portName }: Exposure, configs: readonly string[]): Finding[] {
  const inside = ports[ports.length - 1];
  const binds = configs
    .flatMap((config) => [...config.matchAll(BIND)])
    .filter((bind) => Number(bind.groups?.port) === inside);
  const fix =
    "let it answer with TLS (`bind … ssl crt …`), or take the publication away and come in through the gateway";
  if (binds.length > 0) {
    const plain = binds.filter((bind) => !/\sssl(\s|$)/.test(bind.groups?.options ?? ""));
    return plain.map(() => ({ which: title, what: `port ${inside} is ${how} and bound without ssl`, fix }));
  }
  const plain = ports.some((port) => PLAIN_PORTS.includes(port)) || PLAIN_NAME.test(portName ?? "");
  return plain ? [{ which: title, what: `port ${inside} speaks plain HTTP and is ${how}`, fix }] : [];
}

/** The files of a workload that configure HAProxy, on either platform. */
function gatewayConfigs(resources: readonly Resource[], workload: string | undefined): string[] {
  if (workload === undefined) return [];
  return resources
    .filter((resource) => owner(resource) === workload)
    .flatMap(({ type, props }) =>
      type === CONFIG_MAP
        ? Object.entries(record(at(props, "data"))).map(([key, content]) => ({ key, content }))
        : list(at(props, "uploads")).map((upload) => ({
            key: known(text(at(upload, "file"))),
            content: at(upload, "content"),
          })),
    )
    .flatMap(({ key, content }) => (key?.endsWith("haproxy.cfg") && typeof content === "string" ? [content] : []));
}

function owner(resource: Resource): string | undefined {
  if (resource.type === DOCKER_CONTAINER) return known(dockerLabel(resource.props, "vector-platform.workload"));
  return resource.type === CONFIG_MAP ? workloadOf(resource) : undefined;
}
