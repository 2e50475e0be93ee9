import type Docker from "dockerode";
import { describe, expect, it } from "vitest";
import { composeProject } from "../../../bench/compose/file";

const inspected = {
  Id: "0123456789abcdef",
  Name: "/platform-dev-gateway",
  Config: {
    Hostname: "gateway",
    Image: "sha256:1111",
    Entrypoint: null,
    Cmd: ["sh", "-c", "echo $HOME"],
    Env: ["PRICE=5$"],
    User: "99:99",
    StopSignal: "SIGUSR1",
    StopTimeout: 125,
    Healthcheck: { Test: ["CMD", "true"], Interval: 10e9, Timeout: 5e9, Retries: 3, StartPeriod: 60e9 },
  },
  HostConfig: {
    GroupAdd: ["0"],
    ReadonlyRootfs: true,
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges:true"],
    IpcMode: "private",
    Tmpfs: { "/tmp": "rw,size=16m" },
    Memory: 134217728,
    MemorySwap: 134217728,
    NanoCpus: 500000000,
    PidsLimit: 512,
    LogConfig: { Type: "json-file", Config: { "max-size": "10m" } },
    RestartPolicy: { Name: "unless-stopped" },
    PortBindings: { "8443/tcp": [{ HostIp: "127.0.0.1", HostPort: "28443" }] },
  },
  NetworkSettings: {
    Networks: {
      "platform-dev-inner": { Aliases: ["gateway", "0123456789ab"] },
      "platform-dev-outer": { Aliases: null },
    },
  },
  Mounts: [
    { Type: "volume", Name: "files", Destination: "/etc/haproxy", RW: false },
    { Type: "volume", Name: "data", Destination: "/data", RW: true },
    { Type: "bind", Source: "/proc", Destination: "/host/proc", RW: false },
  ],
} as unknown as Docker.ContainerInspectInfo;

describe("compose file", () => {
  const { file, copies } = composeProject("bench", [inspected], ["platform-dev-inner"]);

  it("describes the same container", () => {
    expect(file).toMatchObject({
      services: {
        gateway: {
          container_name: "bench-platform-dev-gateway",
          image: "sha256:1111",
          user: "99:99",
          group_add: ["0"],
          read_only: true,
          cap_drop: ["ALL"],
          security_opt: ["no-new-privileges:true"],
          ipc: "private",
          tmpfs: ["/tmp:rw,size=16m"],
          mem_limit: 134217728,
          memswap_limit: 134217728,
          cpus: 0.5,
          pids_limit: 512,
          logging: { driver: "json-file", options: { "max-size": "10m" } },
          restart: "unless-stopped",
          stop_signal: "SIGUSR1",
          stop_grace_period: "125s",
          healthcheck: {
            test: ["CMD", "true"],
            interval: "10000ms",
            timeout: "5000ms",
            retries: 3,
            start_period: "60000ms",
          },
          ports: ["127.0.0.1:28443:8443"],
        },
      },
    });
  });

  it("keeps a dollar a dollar, and says nothing where the image decides", () => {
    expect(file).toMatchObject({
      services: { gateway: { command: ["sh", "-c", "echo $$HOME"], environment: ["PRICE=5$$"] } },
    });
    expect(JSON.stringify(file)).not.toContain("entrypoint");
  });

  it("keeps the networks apart, without the old container's id among the names", () => {
    expect(file).toMatchObject({
      networks: { "platform-dev-inner": { internal: true }, "platform-dev-outer": { internal: false } },
      services: {
        gateway: {
          networks: { "platform-dev-inner": { aliases: ["gateway"] }, "platform-dev-outer": { aliases: [] } },
        },
      },
    });
  });

  it("has files copied beforehand and data start empty", () => {
    expect(copies).toEqual([{ container: "0123456789abcdef", path: "/etc/haproxy", volume: "bench-files" }]);
    expect(file).toMatchObject({
      volumes: { "bench-files": { external: true }, "bench-data": { external: false } },
      services: {
        gateway: {
          volumes: [
            { source: "bench-files", target: "/etc/haproxy", read_only: true, volume: { nocopy: true } },
            { source: "bench-data", target: "/data", read_only: false, volume: { nocopy: false } },
            { type: "bind", source: "/proc", target: "/host/proc", read_only: true },
          ],
        },
      },
    });
  });
});
