import { known } from "../value";
import type { HostPath, Security } from "../view/container";
import { type ContainerFinding, containerRule } from "../view/containers";

/** Whoever may write to one of these owns the machine. */
const SENSITIVE = [
  "/",
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/home",
  "/lib",
  "/proc",
  "/root",
  "/sbin",
  "/sys",
  "/usr",
  "/var",
];
const ENGINE_SOCKET = /(docker|containerd|crio|podman|cri-dockerd)\.sock$/;
/** Where those sockets lie; a read-only mount does not keep anyone from talking to a socket. */
const SOCKET_DIRECTORIES = ["/run", "/var/run", "/run/containerd", "/run/docker"];

export const noPrivilege = containerRule({
  name: "no-privilege",
  description: "A container has no rights beyond its own process: no root, no capability, nothing of its machine.",
  why: "What breaks into a container with such rights is on the machine, and from there in everything that runs on it.",
  judge: ({ security }) => [
    ...rights(security),
    ...user(security),
    ...security.shares.map((namespace) => ({
      what: `it shares the ${namespace} namespace of its machine`,
      fix: "let it have its own, and publish the ports that it needs",
    })),
    ...security.hostPaths.flatMap((path) => hostPath(path)),
  ],
});

function rights(security: Security): ContainerFinding[] {
  return [
    ...(security.privileged ? [{ what: "it is privileged", fix: "remove `privileged`" }] : []),
    ...(security.addedCapabilities.length > 0
      ? [{ what: `it adds the capabilities ${security.addedCapabilities.join(", ")}`, fix: "add none" }]
      : []),
    ...(security.dropsAll === false
      ? [{ what: "it keeps the capabilities that every container starts with", fix: "drop ALL of them" }]
      : []),
    ...(security.mayEscalate === true
      ? [
          {
            what: "its processes may gain rights that their parent has not",
            fix: "set securityOpts no-new-privileges:true on Docker, allowPrivilegeEscalation false on Kubernetes",
          },
        ]
      : []),
  ];
}

function user({ user }: Security): ContainerFinding[] {
  const fix = "name a user with a number other than 0";
  if (user === undefined) return [{ what: "it names no user, and images run as root unless they say otherwise", fix }];
  return /^(0|root)(:|$)/.test(known(user) ?? "") ? [{ what: "it runs as root", fix }] : [];
}

function hostPath({ path, readOnly }: HostPath): ContainerFinding[] {
  const directory = path.length > 1 ? path.replace(/\/+$/, "") : path;
  if (ENGINE_SOCKET.test(directory) || SOCKET_DIRECTORIES.includes(directory)) {
    return [{ what: `it reaches the container engine through ${path}`, fix: "remove the mount" }];
  }
  if (readOnly || !SENSITIVE.includes(directory)) return [];
  return [{ what: `it may write to ${path} of its machine`, fix: "mount it read-only, or a directory made for it" }];
}
