import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marker } from "../../../../operations/render/secret-markers";
import { secretRecipes } from "../../../../operations/render/secrets";
import { secretsScript } from "../../../../operations/render/secrets-script";

const digest = (text: string) => createHash("sha256").update(text).digest("hex").toUpperCase();

const secret = (name: string, content: Record<string, string>) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace: "place" },
  data: Object.fromEntries(Object.entries(content).map(([key, text]) => [key, Buffer.from(text).toString("base64")])),
});

/** Stands for kubectl: keeps what it is told to create, file by file, and answers with what it kept. */
const KUBECTL = `#!/usr/bin/env bash
case "$*" in
  *"get secret"*)
    key=$(printf '%s' "$*" | sed -n 's/.*index .data "\\([^"]*\\)".*/\\1/p')
    cat "$STORE/vector-platform-keys.$key" 2>/dev/null || true ;;
  "create secret generic"*)
    name=$4
    for word; do case $word in --from-file=*) entry=\${word#--from-file=}; cp "\${entry#*=}" "$STORE/$name.\${entry%%=*}" ;; esac; done ;;
  *) cat >/dev/null </dev/null ;;
esac
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vector-platform-secrets-"));
  mkdirSync(join(folder, "store"));
  writeFileSync(join(folder, "kubectl"), KUBECTL);
  chmodSync(join(folder, "kubectl"), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(script: string, given: Record<string, string> = {}) {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, STORE: join(folder, "store"), ...given };
  return spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
}

const kept = (name: string) => readFileSync(join(folder, "store", name), "utf8");

const RECIPES = secretRecipes([
  secret("redis-secrets", { "auth.conf": `requirepass "${marker("redisPassword")}"\n` }),
  secret("gateway-secrets", { map: `${digest(marker("apiKey"))} default\n`, pem: marker("tlsCertificate") }),
]);

describe("the script that makes the Secrets", () => {
  it("makes each of them from the values it is given", () => {
    const { status, stderr } = run(secretsScript(RECIPES, ["localhost"]), {
      REDIS_PASSWORD: "it's \\ a secret",
      API_KEY: "k",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(kept("redis-secrets.auth.conf")).toBe('requirepass "it\'s \\ a secret"\n');
    expect(kept("gateway-secrets.map")).toBe(`${digest("k")} default\n`);
  });

  it("generates what is not given, and the same again at the next run", () => {
    const script = secretsScript(RECIPES, ["localhost", "10.0.0.1"]);
    run(script);
    const first = [kept("redis-secrets.auth.conf"), kept("gateway-secrets.pem")];
    expect(first[0]).toMatch(/^requirepass "[0-9a-f]{64}"\n$/);
    expect(first[1]).toMatch(/PRIVATE KEY[\s\S]+BEGIN CERTIFICATE/);
    run(script);
    expect([kept("redis-secrets.auth.conf"), kept("gateway-secrets.pem")]).toEqual(first);
  });

  it("says what has to come from outside, and makes nothing without it", () => {
    const recipes = secretRecipes([secret("alertmanager-secrets", { file: `url: ${marker("webhookUrl")}` })]);
    const { status, stderr } = run(secretsScript(recipes, ["localhost"]));
    expect(status).not.toBe(0);
    expect(stderr).toContain("WEBHOOK_URL has to be given in the environment");
    expect(readdirSync(join(folder, "store"))).toEqual([]);
  });
});
