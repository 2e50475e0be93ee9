import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError, loadFromPulumi, SITE_VARIABLE } from "../../../../stacks/config";
import { KEY, PRODUCTION, raw } from "./support";

let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vector-platform-config-"));
  const mocks = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
  await pulumi.runtime.setMocks(mocks, "another-project", "dev");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function configure(settings: Readonly<Record<string, unknown>>, encrypted: readonly string[] = []): void {
  const keys = Object.entries(raw(settings)).map(([key, value]) => [`vector-platform:${key}`, value]);
  const names = encrypted.map((key) => `vector-platform:${key}`);
  pulumi.runtime.setAllConfig({ ...Object.fromEntries(keys), "docker:host": "unix:///other" }, names);
}

function site(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  vi.stubEnv(SITE_VARIABLE, join(folder, name));
}

async function unwrap<T>(output: pulumi.Output<T> | undefined): Promise<{ value: T | undefined; secret: boolean }> {
  const value = await new Promise<T | undefined>((settle) => {
    output === undefined ? settle(undefined) : output.apply((known) => settle(known as T));
  });
  return { value, secret: output !== undefined && (await pulumi.isSecret(output)) };
}

describe("loadFromPulumi", () => {
  it("reads its own namespace, whatever the project is called, and no other", () => {
    configure({ environment: "development", canaryWeight: 0, api: { memory: "512Mi" } });
    const { config } = loadFromPulumi();
    expect(config).toMatchObject({ stack: "dev", environment: "development" });
    expect(config.api.memoryMiB).toBe(512);
    expect(config.docker.host).toBeUndefined();
  });

  it("hands secrets over as secret outputs, and nothing for those left out", async () => {
    const secrets = { redisPassword: KEY, apiKeys: { alice: KEY } };
    configure({ environment: "development", ...secrets }, ["redisPassword", "apiKeys"]);
    const { secrets: loaded, config } = loadFromPulumi();
    expect(await unwrap(loaded.redisPassword)).toEqual({ value: KEY, secret: true });
    expect(await unwrap(loaded.apiKeys)).toEqual({ value: { alice: KEY }, secret: true });
    expect(Object.keys(loaded).sort()).toEqual(["apiKeys", "redisPassword"]);
    expect(JSON.stringify(config)).not.toContain(KEY);
  });

  it("refuses a secret that was not encrypted", () => {
    configure({ environment: "development", redisPassword: KEY });
    expect(loadFromPulumi).toThrow(/redisPassword is plain text/);
    expect(loadFromPulumi).not.toThrow(KEY);
  });

  it("warns of what production should not stay with", () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    configure(PRODUCTION);
    loadFromPulumi();
    expect(warn).toHaveBeenCalledWith("webhookUrl is not set: nobody is told about alerts");
  });

  it.each([
    ["site.json", '{"images": {"redis": "mirror/redis:8"}}'],
    ["site.yaml", "images:\n  redis: mirror/redis:8\n"],
  ])("reads the site from %s", (name, text) => {
    configure({ environment: "development" });
    site(name, text);
    expect(loadFromPulumi().config.images.redis).toBe("mirror/redis:8");
  });

  it("takes an empty variable for no site", () => {
    configure({ environment: "development" });
    vi.stubEnv(SITE_VARIABLE, "");
    expect(loadFromPulumi().config.stack).toBe("dev");
  });

  it("names a site file that is missing or broken", () => {
    configure({ environment: "development" });
    vi.stubEnv(SITE_VARIABLE, join(folder, "missing.json"));
    expect(loadFromPulumi).toThrow(
      /VECTOR_PLATFORM_SITE is ".*missing.json"; allowed: a readable JSON or YAML file \(ENOENT/,
    );
    site("broken.json", "{");
    expect(loadFromPulumi).toThrow(ConfigError);
  });
});
