import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { HelmWay } from "../../../../bench/kubernetes/helm-way";
import { PulumiWay } from "../../../../bench/kubernetes/pulumi-way";
import { configOf, settingsFor } from "../../../../bench/kubernetes/settings";
import { valuesOf } from "../../../../operations/chart";
import { CLUSTER_SITE } from "../../../support/cluster-site";

const { run, removeRemains, kubectl, get } = vi.hoisted(() => ({
  run: vi.fn<(program: string, args: readonly string[]) => Promise<string>>(),
  removeRemains: vi.fn<(prefix: string) => Promise<void>>(),
  kubectl: vi.fn<(args: readonly string[]) => Promise<string>>(),
  get: vi.fn<() => Promise<object | undefined>>(),
}));
vi.mock("../../../../toolchain/command", () => ({ run }));
vi.mock("../../../kubernetes/support/namespace", () => ({ removeRemains }));
vi.mock("../../../kubernetes/support/kubectl", () => ({ CONTEXT: "a-cluster", kubectl, get }));

const folder = mkdtempSync(join(tmpdir(), "vp-ways-"));
const site = join(folder, "site.json");
writeFileSync(site, JSON.stringify(CLUSTER_SITE));
const config = () => configOf(settingsFor(31_000), "bench", { VECTOR_PLATFORM_SITE: site });

beforeEach(() => {
  vi.resetAllMocks();
  // Both ways make folders of their own.
  vi.stubEnv("TMPDIR", folder);
  run.mockResolvedValue("");
  removeRemains.mockResolvedValue();
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe("the settings of both ways", () => {
  it("are the development preset on a port of their own, with the site's images", () => {
    const { environment, platform, slots, gateway } = config();
    expect([environment, platform, gateway.publish.port]).toEqual(["development", "kubernetes", 31_000]);
    expect(slots.blue.image).toBe(CLUSTER_SITE.platforms.kubernetes.slots.blue.image);
    expect([slots.blue.enabled, slots.green.enabled]).toEqual([true, false]);
  });

  it("reach helm as values", () => {
    const { publish, rateLimit } = valuesOf(config()).gateway as { publish: object; rateLimit: object };
    expect([publish, rateLimit]).toMatchObject([{ port: 31_000 }, { requestsPerSecond: 500 }]);
  });
});

describe("helm", () => {
  const way = () => new HelmWay("vp-bench-helm", config());
  const commands = () => run.mock.calls.map(([program, args]) => [program, ...args].join(" "));

  it("is told the cluster, the namespace and each change so far, and waits", async () => {
    const helm = way();
    await helm.install();
    await helm.set("activeSlot", "green");
    await helm.set("gateway.rateLimit.requestsPerSecond", "1");
    await helm.set("gateway.rateLimit.requestsPerSecond", "500");
    await helm.apply();
    const [install, upgrade] = commands();
    const where = "helm --kube-context a-cluster --namespace vp-bench-helm";
    expect(install).toMatch(new RegExp(`^${where} install platform \\S+ --wait --timeout 5m --values \\S+$`));
    expect(upgrade).toContain(`${where} upgrade platform `);
    expect(upgrade).toMatch(/--wait .* --set activeSlot=green --set gateway\.rateLimit\.requestsPerSecond=500$/);
  });

  it("changes nothing when it only shows", async () => {
    await way().preview();
    expect(commands()).toEqual([expect.stringContaining("--dry-run=server")]);
  });

  it("lets a client in with the release's own key", async () => {
    const pem = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n";
    const data = {
      apiKey: "a-key",
      tlsCertificate: `${pem}-----BEGIN PRIVATE KEY-----\nd\n-----END PRIVATE KEY-----\n`,
    };
    const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
    get.mockResolvedValueOnce({ data: Object.fromEntries(encoded) });
    const { publish } = config().gateway;
    const entry = await way().entry();
    expect([entry.url, entry.key]).toEqual([`https://${publish.address}:31000`, "a-key"]);
    expect(entry.ca).toContain("BEGIN CERTIFICATE");
    expect(entry.ca).not.toContain("PRIVATE");
    get.mockResolvedValueOnce(undefined);
    await expect(way().entry()).rejects.toThrow("no Secret vector-platform-keys in vp-bench-helm");
  });

  it("leaves nothing behind, even when it cannot uninstall", async () => {
    run.mockRejectedValueOnce(new Error("no cluster"));
    await expect(way().remove()).rejects.toThrow("no cluster");
    expect(removeRemains).toHaveBeenCalledWith("vp-bench-helm");
  });
});

describe("pulumi", () => {
  it("leaves nothing behind, even when it cannot destroy", async () => {
    const pulumi = new PulumiWay("bench-1", settingsFor(31_000));
    vi.spyOn(pulumi.deployment, "pulumi").mockRejectedValueOnce(new Error("no stack"));
    await expect(pulumi.remove()).rejects.toThrow("no stack");
    expect(removeRemains).toHaveBeenCalledWith("vector-platform-bench-1");
  });

  it("notes a value and applies it without a preview", async () => {
    const pulumi = new PulumiWay("bench-1", settingsFor(31_000));
    const ran = vi.spyOn(pulumi.deployment, "pulumi").mockResolvedValue("");
    await pulumi.set("activeSlot", "green");
    await pulumi.apply();
    expect(ran.mock.calls.map(([args]) => args.join(" "))).toEqual([
      "config set vector-platform:activeSlot -- green",
      "up --yes --skip-preview",
    ]);
  });
});
