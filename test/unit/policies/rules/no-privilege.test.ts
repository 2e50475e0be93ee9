import { describe, expect, it } from "vitest";
import { noPrivilege } from "../../../../policies/rules/no-privilege";
import { container, controller, GOOD_POD_CONTAINER, pod } from "../shapes";
import { UNKNOWN_TEXT, verdict } from "../support";

const GOOD = GOOD_POD_CONTAINER.securityContext as Record<string, unknown>;
const secured = (changes: object, spec = {}) => controller(pod({ securityContext: { ...GOOD, ...changes } }, spec));
const mounted = (path: string, readOnly: boolean) =>
  controller(
    pod(
      { volumeMounts: [{ name: "host", mountPath: "/host", readOnly }] },
      { volumes: [{ name: "host", hostPath: { path } }] },
    ),
  );

describe("no-privilege", () => {
  it.each([
    ["a container", container()],
    ["a container that may read its machine", container({ volumes: [{ hostPath: "/proc", readOnly: true }] })],
    [
      "a container with a directory made for it",
      container({ volumes: [{ hostPath: "/data/qdrant", readOnly: false }] }),
    ],
    ["a pod", controller()],
    ["a pod whose user is its pod's", secured({ runAsUser: undefined }, { securityContext: { runAsUser: 11_000 } })],
    ["a pod that says only: not root", secured({ runAsUser: undefined, runAsNonRoot: true })],
    ["a pod that may read its node", mounted("/", true)],
    [
      "what is not known yet, on Docker",
      container({ user: UNKNOWN_TEXT, securityOpts: UNKNOWN_TEXT, capabilities: UNKNOWN_TEXT }),
    ],
    ["what is not known yet, on Kubernetes", controller(pod({ securityContext: UNKNOWN_TEXT }))],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(noPrivilege, [given], "development")).toEqual([]);
  });

  it.each([
    ["privileged", container({ privileged: true }), /it is privileged/],
    [
      "an added capability",
      container({ capabilities: { adds: ["NET_ADMIN"], drops: ["ALL"] } }),
      /capabilities NET_ADMIN/,
    ],
    ["capabilities that were not dropped", container({ capabilities: undefined }), /keeps the capabilities/],
    ["new privileges", container({ securityOpts: undefined }), /gain rights/],
    ["no user", container({ user: undefined }), /names no user/],
    ["root", container({ user: "0:1000" }), /runs as root/],
    ["root by name", container({ user: "root" }), /runs as root/],
    ["the host's network", container({ networkMode: "host" }), /shares the network namespace/],
    ["the host's processes", container({ pidMode: "host" }), /shares the pid namespace/],
    [
      "the engine's socket",
      container({ volumes: [{ hostPath: "/var/run/docker.sock", readOnly: true }] }),
      /container engine/,
    ],
    [
      "the engine's socket as a mount",
      container({ mounts: [{ type: "bind", source: "/run/docker.sock" }] }),
      /container engine/,
    ],
    ["a writable /etc", container({ volumes: [{ hostPath: "/etc/", readOnly: false }] }), /may write to \/etc\//],
  ])("refuses on Docker: %s", async (_, given, what) => {
    expect(await verdict(noPrivilege, [given], "development")).toEqual([expect.stringMatching(what)]);
  });

  it.each([
    ["privileged", secured({ privileged: true }), /it is privileged/],
    ["an added capability", secured({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }), /capabilities SYS_ADMIN/],
    ["capabilities that were not dropped", secured({ capabilities: {} }), /keeps the capabilities/],
    ["escalation left open", secured({ allowPrivilegeEscalation: undefined }), /gain rights/],
    ["no user", secured({ runAsUser: undefined }), /names no user/],
    ["root", secured({ runAsUser: 0 }), /runs as root/],
    ["the node's network", secured({}, { hostNetwork: true }), /shares the network namespace/],
    ["the node's memory", secured({}, { hostIPC: true }), /shares the ipc namespace/],
    ["the engine's socket", mounted("/run/containerd/containerd.sock", true), /container engine/],
    ["the folder of the engine's socket", mounted("/var/run", true), /container engine/],
    ["a writable /", mounted("/", false), /may write to \/ of/],
  ])("refuses on Kubernetes: %s", async (_, given, what) => {
    expect(await verdict(noPrivilege, [given], "development")).toEqual([expect.stringMatching(what)]);
  });
});
