import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Redis, type RedisArgs, redisWorkload } from "../../../../components/redis";
import { named, recorded } from "../../support/recorded";
import { recordingRuntime } from "../../support/runtime";

const args: RedisArgs = {
  runtime: recordingRuntime(),
  image: { reference: "redis@sha256:0" },
  password: pulumi.secret('pla"nted\\'),
  cacheMiB: 1024,
  cpu: 1,
};
const workload = redisWorkload("redis", args);
const config = String(workload.files?.[0]?.content);

describe("redisWorkload", () => {
  it("leaves the process half as much memory again as the cache, and evicts instead of failing", () => {
    expect(workload.resources.memoryMiB).toBe(1536);
    expect(config).toContain("maxmemory 1024mb");
    expect(config).toContain("maxmemory-policy allkeys-lru");
  });

  it("hands the password over in files, never in the environment, the command or the probe", async () => {
    expect(JSON.stringify([workload.env, workload.command, workload.files, workload.health])).not.toContain("nted");
    const contents = await Promise.all((workload.secrets ?? []).map(({ content }) => reveal(content)));
    expect(contents).toEqual(['requirepass "pla\\"nted\\\\"\n', 'pla"nted\\']);
  });

  it("ends its configuration with the password, so that nothing can undo it", () => {
    expect(config.trim().split("\n").at(-1)).toBe("include /run/secrets/redis/auth.conf");
  });

  it.each(["FLUSHALL", "FLUSHDB", "KEYS", "DEBUG", "SHUTDOWN"])("forbids %s", (command) => {
    expect(config).toContain(`rename-command ${command} ""`);
  });

  it("survives a restart with its data, and goes with the stack unless protected", () => {
    expect(config).toContain("appendonly yes");
    expect(workload.volumes?.[0]).toEqual({ name: "data", path: "/data", sizeGiB: 3, protected: false });
    expect(redisWorkload("redis", { ...args, protected: true }).volumes?.[0]?.protected).toBe(true);
  });

  it("publishes nothing", () => {
    expect(workload.ports.filter((port) => port.publish)).toEqual([]);
  });
});

describe.each(["preview", "update"] as const)("Redis, %s", (mode) => {
  it("registers itself", async () => {
    const resources = await recorded(mode, () => new Redis("redis", args));
    expect(named(resources, "redis").type).toBe("vector-platform:data:Redis");
  });
});

function reveal(output: pulumi.Output<string>): Promise<string> {
  return (output as unknown as { promise(): Promise<string> }).promise();
}
