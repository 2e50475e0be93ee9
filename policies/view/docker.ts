import type { Resource } from "../rule";
import { at, known, list, type Maybe, text, texts, UNKNOWN, type Value } from "../value";
import type { Container, HostPath, Security, Setting } from "./container";

export const DOCKER_CONTAINER = "docker:index/container:Container";
export const DOCKER_IMAGE = "docker:index/remoteImage:RemoteImage";
export const DOCKER_VOLUME = "docker:index/volume:Volume";

const SECRET_DIRECTORY = "/run/secrets";

export function dockerContainer({ name, props }: Resource): Container {
  return {
    title: `container ${name}`,
    kind: kindOf(props),
    image: text(at(props, "image")),
    env: texts(at(props, "envs")).map(setting),
    words: [...texts(at(props, "entrypoints")), ...texts(at(props, "command"))],
    security: security(props),
    limits: { memory: memory(props), cpu: cpu(props) },
    probes: { healthcheck: healthcheck(props) },
    secretMounts: secretMounts(props),
  };
}

/** The workload of the platform that a container belongs to, and which part of it the container is. */
export function dockerLabel(props: Value, label: string): Maybe<string> {
  const labels = at(props, "labels");
  if (labels === UNKNOWN) return UNKNOWN;
  const found = list(labels).find((entry) => at(entry, "label") === label);
  return found === undefined ? undefined : text(at(found, "value"));
}

function kindOf(props: Value): Container["kind"] {
  if (at(props, "start") === false) return "carrier";
  return at(props, "mustRun") === false || at(props, "attach") === true ? "task" : "service";
}

function setting(line: string): Setting {
  const [name = "", ...value] = line.split("=");
  return { name, value: value.join("=") };
}

function security(props: Value): Security {
  const options = at(props, "securityOpts");
  const drops = at(props, "capabilities", "drops");
  return {
    privileged: at(props, "privileged") === true,
    addedCapabilities: texts(at(props, "capabilities", "adds")),
    dropsAll: drops === UNKNOWN ? UNKNOWN : texts(drops).some((name) => /^(CAP_)?ALL$/i.test(name)),
    mayEscalate:
      options === UNKNOWN ? UNKNOWN : !texts(options).some((option) => /^no-new-privileges(:true)?$/.test(option)),
    user: text(at(props, "user")),
    shares: ["network", "pid", "ipc", "userns"].filter((kind) => at(props, `${kind}Mode`) === "host"),
    hostPaths: hostPaths(props),
  };
}

function hostPaths(props: Value): HostPath[] {
  const bound = list(at(props, "mounts")).filter((mount) => at(mount, "type") === "bind");
  return [
    ...list(at(props, "volumes")).flatMap((volume) => hostPath(at(volume, "hostPath"), at(volume, "readOnly"))),
    ...bound.flatMap((mount) => hostPath(at(mount, "source"), at(mount, "readOnly"))),
  ];
}

function hostPath(path: Value, readOnly: Value): HostPath[] {
  const directory = known(text(path));
  return directory ? [{ path: directory, readOnly: readOnly === true || readOnly === UNKNOWN }] : [];
}

function memory(props: Value): Maybe<string> {
  const given = at(props, "memory");
  return given === 0 ? undefined : text(given);
}

/** Any of the provider's ways to cap a container's share of the processors. */
function cpu(props: Value): Maybe<string> {
  const ways: readonly Maybe<string>[] = ["cpus", "cpuQuota", "cpuSet"].map((way) => text(at(props, way)));
  return ways.find((way) => way !== undefined && way !== "0" && way !== "");
}

function healthcheck(props: Value): Maybe<boolean> {
  const tests = at(props, "healthcheck", "tests");
  if (tests === UNKNOWN) return UNKNOWN;
  return list(tests).length > 0 && at(tests, 0) !== "NONE";
}

/** Secrets of the platform lie in volumes of their own below one directory. */
function secretMounts(props: Value): Maybe<number> {
  const mounts = at(props, "mounts");
  if (mounts === UNKNOWN) return UNKNOWN;
  return list(mounts).filter((mount) => (known(text(at(mount, "target"))) ?? "").startsWith(SECRET_DIRECTORY)).length;
}
