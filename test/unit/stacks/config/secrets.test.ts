import { describe, expect, it } from "vitest";
import { keyring, SECRET_NAMES } from "../../../../stacks/config/secrets";
import { KEY, problems } from "./support";

const ALLOWED = "16 to 256 characters without spaces, quotes, $ and \\";
const encrypted = new Set<string>(SECRET_NAMES);

describe("a secret", () => {
  it("may be left out, all of them", () => {
    expect(problems({})).toEqual([]);
  });

  it("is accepted when it is encrypted and real", () => {
    const webhookUrl = "https://hooks.example.org/services/T0/B0/xyz";
    expect(
      problems({ redisPassword: KEY, apiKeys: { alice: KEY, bob: `${KEY}!` }, webhookUrl }, { encrypted }),
    ).toEqual([]);
  });

  it("is refused in plain text, without being printed", () => {
    expect(problems({ redisPassword: KEY })).toEqual([
      "- redisPassword is plain text; allowed: an encrypted value; take it out of the file, choose a new value, and run pulumi config set --secret redisPassword",
    ]);
  });

  it.each([
    "",
    "   ",
    "changeme",
    "CHANGE-ME",
    "change_me",
    "password",
    "secret",
    "todo",
    "xxxxxxxxxxxxxxxxxxxx",
    "<your key here>",
    "$" + "{REDIS_PASSWORD}",
    "{{ password }}",
    "your-password-goes-here",
    "0000000000000000",
  ])("is refused when it is only a placeholder: %j", (value) => {
    expect(problems({ redisPassword: value }, { encrypted })).toEqual([
      `- redisPassword is empty or a placeholder; allowed: ${ALLOWED}; run pulumi config set --secret redisPassword, or pulumi config rm redisPassword to go without`,
    ]);
  });

  it.each<[string, string, string]>([
    ["operatorKey", "short", ALLOWED],
    ["postgresPassword", 'quote"quote"quote"', ALLOWED],
    ["grafanaPassword", "two words and more of them", ALLOWED],
    ["webhookUrl", "http://hooks.example.org", "an https:// address"],
    ["webhookUrl", "https://", "an https:// address"],
    [
      "tlsCertificate",
      "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----",
      "a PEM text with a certificate chain and its private key",
    ],
  ])("is refused when it cannot be used: %s %j", (name, value, allowed) => {
    const lines = problems({ [name]: value }, { encrypted }).filter((line) => line.startsWith(`- ${name}`));
    expect(lines).toEqual([`- ${name} is not usable; allowed: ${allowed}; run pulumi config set --secret ${name}`]);
  });

  it("is listed with all the others that are wrong", () => {
    const settings = { redisPassword: "", operatorKey: "changeme", qdrantApiKey: "todo" };
    expect(problems(settings, { encrypted }).map((line) => line.split(" ")[1])).toEqual([
      "operatorKey",
      "qdrantApiKey",
      "redisPassword",
    ]);
  });
});

describe("API keys", () => {
  it.each<[string, unknown, string]>([
    ["no client", {}, "is empty or a placeholder"],
    ["no object", "plain-text-is-no-object", "is empty or a placeholder"],
    ["a placeholder among them", { alice: KEY, bob: "changeme" }, "is empty or a placeholder"],
    ["a short key", { alice: "short" }, "is not usable"],
    ["a client name for which there is no header", { "Alice B": KEY }, "is not usable"],
    ["a key that is no text", { alice: 1234567890 }, "is empty or a placeholder"],
  ])("are refused with %s", (_, apiKeys, found) => {
    const [line, ...more] = problems({ apiKeys }, { encrypted });
    expect(line).toContain(`- apiKeys ${found}; allowed: one key for each client name`);
    expect(line).toContain("pulumi config set --secret --path apiKeys.<client>");
    expect(more).toEqual([]);
  });

  it("are read by client name", () => {
    expect(keyring('{"alice":"a","bob":"b"}')).toEqual({ alice: "a", bob: "b" });
    expect(keyring("[1]")).toBeUndefined();
    expect(keyring("{")).toBeUndefined();
  });
});

describe("a value that was encrypted though it need not be", () => {
  it("is not printed when it does not fit another either", () => {
    const [line] = problems({ canaryWeight: 5 }, { encrypted: new Set(["canaryWeight"]) });
    expect(line).toMatch(/^- canaryWeight is encrypted and not valid; allowed: 0 while the slot green is not enabled;/);
  });

  it("is never printed", () => {
    expect(problems({ canaryWeight: "hunter2" }, { encrypted: new Set(["canaryWeight"]) })).toEqual([
      "- canaryWeight is encrypted and not valid; allowed: a whole number from 0 to 100; run pulumi config set canaryWeight <value>",
    ]);
  });
});
