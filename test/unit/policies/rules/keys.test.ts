import { describe, expect, it } from "vitest";
import { keysSet } from "../../../../policies/rules/keys-set";
import { noPlainKeys } from "../../../../policies/rules/no-plain-keys";
import { container, controller, labelled, pod } from "../shapes";
import { UNKNOWN_TEXT, verdict } from "../support";

const env = (name: string, value: string) => container({ envs: [`${name}=${value}`] });
const podEnv = (entry: object) => controller(pod({ env: [entry] }));

describe("no-plain-keys", () => {
  it.each([
    ["a plain setting", env("LOG_LEVEL", "info")],
    ["the path of a secret", env("REDIS_PASSWORD_FILE", "/run/secrets/redis")],
    ["a directory of secrets", env("SECRET_DIRECTORY", "/run/secrets")],
    ["a path under a name without a hint", env("GF_SECURITY_ADMIN_PASSWORD", "/run/secrets/grafana")],
    ["an empty value", env("API_KEY", "")],
    ["a URL with a user only", env("POSTGRES_URL", "postgres://reader@postgres:5432/db")],
    ["a value that is not known yet", podEnv({ name: "API_KEY", value: UNKNOWN_TEXT })],
    ["a reference to a Secret", podEnv({ name: "API_KEY", valueFrom: { secretKeyRef: { name: "a", key: "b" } } })],
    ["a flag with a path", container({ command: ["server", "--token", "/run/secrets/token"] })],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(noPlainKeys, [given], "development")).toEqual([]);
  });

  it.each([
    ["a password", env("POSTGRES_PASSWORD", "hunter2"), /variable POSTGRES_PASSWORD holds a secret/],
    ["a key", podEnv({ name: "QDRANT__SERVICE__API_KEY", value: "abc" }), /QDRANT__SERVICE__API_KEY/],
    ["a login within a URL", podEnv({ name: "DATABASE", value: "postgres://a:b@postgres/db" }), /variable DATABASE/],
    [
      "a flag on Docker",
      container({ command: ["redis-server", "--requirepass", "hunter2"] }),
      /value of --requirepass/,
    ],
    ["a flag on Kubernetes", controller(pod({ args: ["--api-key=abc"] })), /value of --api-key/],
  ])("refuses %s, and does not repeat it", async (_, given, what) => {
    const messages = await verdict(noPlainKeys, [given], "development");
    expect(messages).toEqual([expect.stringMatching(what)]);
    expect(messages?.join()).not.toMatch(/hunter2|abc|a:b@/);
  });
});

const secretMount = [{ type: "volume", target: "/run/secrets/qdrant", source: "files" }];
const named = (name: string, spec: object) => controller(pod({}, { ...spec }), { kind: "StatefulSet", name });
const secret = (data: unknown) => ({ type: "kubernetes:core/v1:Secret", name: "keys", props: { data } });
const upload = (content: string) =>
  labelled("qdrant", { start: false, uploads: [{ file: "/run/secrets/qdrant/keys.yaml", content }] }, "files");

describe("keys-set", () => {
  it.each([
    ["a keyed service with its file, on Docker", labelled("qdrant", { mounts: secretMount })],
    ["the container that carries the file", upload("key")],
    ["a file that is not known yet", upload(UNKNOWN_TEXT)],
    ["a service without keys", labelled("prometheus")],
    ["somebody's own container", container()],
    ["a keyed service with a Secret", named("redis", { volumes: [{ secret: { secretName: "a" } }] })],
    [
      "a keyed service with a projected Secret",
      named("redis", { volumes: [{ projected: { sources: [{ secret: {} }] } }] }),
    ],
    ["volumes that are not known yet", named("redis", { volumes: UNKNOWN_TEXT })],
    ["a Secret", secret({ key: "a2V5" })],
    ["a Secret that is not known yet", secret(UNKNOWN_TEXT)],
  ])("lets %s pass", async (_, given) => {
    expect(await verdict(keysSet, [given], "development")).toEqual([]);
  });

  it.each([
    [
      "a keyed service without a file, on Docker",
      labelled("qdrant"),
      /container qdrant: it serves as qdrant and has no file/,
    ],
    ["the API without its keys", labelled("api-blue", { mounts: [] }), /serves as api-blue/],
    [
      "a keyed service without a Secret",
      named("redis", { volumes: [{ configMap: {} }] }),
      /StatefulSet redis, container main/,
    ],
    ["an empty file", upload(""), /its file \/run\/secrets\/qdrant\/keys.yaml is empty/],
    ["an empty entry", secret({ key: "" }), /Secret keys: its entry key is empty/],
  ])("refuses %s", async (_, given, what) => {
    expect(await verdict(keysSet, [given], "development")).toEqual([expect.stringMatching(what)]);
  });
});
