import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderFolder } from "../../../../operations/render/render-folder";
import { renderStack } from "../../../../operations/render/render-stack";
import { stackConfig } from "../../../../operations/render/stack-config";
import { loadConfig } from "../../../../stacks/config";

const PATIENCE = { timeout: 120_000 };
const IMAGE = "registry.example/vector-db-api:1.0.0";
const KUBERNETES = {
  environment: "staging",
  platform: "kubernetes",
  slots: { blue: { image: IMAGE }, green: { image: IMAGE } },
};

const given = (config: Record<string, unknown>) =>
  stackConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [`vector-platform:${key}`, value])));

// The site of this machine would decide about images otherwise.
beforeEach(() => vi.stubEnv("VECTOR_PLATFORM_SITE", ""));
afterEach(() => {
  vi.unstubAllEnvs();
  pulumi.runtime.setAllConfig({});
});

async function folder(config: Record<string, unknown>) {
  const { config: loaded, objects } = await renderStack("staging", given(config));
  return renderFolder(loaded, objects);
}

describe("rendering a stack", PATIENCE, () => {
  it("writes the same bytes every time", async () => {
    expect(await folder(KUBERNETES)).toEqual(await folder(KUBERNETES));
  });

  it("writes every workload and nothing that only Pulumi reads", async () => {
    const files = await folder(KUBERNETES);
    const paths = files.map(({ path }) => path);
    for (const name of ["statefulset-qdrant", "statefulset-postgres", "deployment-api-blue", "deployment-gateway"]) {
      expect(paths).toContain(`manifests/4-workloads/${name}.yaml`);
    }
    expect(files.filter(({ content }) => content.includes("pulumi.com/")).map(({ path }) => path)).toEqual([]);
  });

  it("writes no secret, neither given nor generated, and says what each Secret needs", async () => {
    const secure = { secure: "v1:never-decrypted" };
    const files = await folder({ ...KUBERNETES, operatorKey: secure, webhookUrl: secure, apiKeys: { alice: secure } });
    const all = files.map(({ content }) => content).join("\n");
    expect(all).not.toContain("__marker_of_");
    expect(all).not.toContain("never-decrypted");
    expect(
      files.filter(({ path }) => path.startsWith("manifests/")).some(({ content }) => /kind: Secret$/m.test(content)),
    ).toBe(false);
    const readme = files.find(({ path }) => path === "README.md")?.content ?? "";
    expect(readme).toContain("| `gateway-secrets` | `run_secrets_api-keys.map` | `sha256(<apiKey.alice>) alice\\n` |");
    expect(readme).toContain("| `webhookUrl` | `WEBHOOK_URL` | has to be given |");
  });

  it("refuses a stack on Docker in one sentence", async () => {
    await expect(renderStack("dev", given({ environment: "development" }))).rejects.toThrow(
      "Stack dev runs on docker, which has no manifests: add PLATFORM=kubernetes",
    );
  });

  it("refuses what `pulumi up` refuses, in the same words", async () => {
    const wrong = { environment: "staging", platform: "kubernetes", canaryWeight: 140, unknown: 1 };
    const raw = Object.fromEntries(Object.entries(wrong).map(([key, value]) => [key, String(value)]));
    const messageOf = (run: () => unknown) => {
      try {
        run();
        return "nothing was refused";
      } catch (error) {
        return (error as Error).message;
      }
    };
    const expected = messageOf(() => loadConfig(raw, { stack: "staging" }));
    expect(expected).toContain("canaryWeight is 140");
    await expect(renderStack("staging", given(wrong))).rejects.toThrow(expected);
  });
});
