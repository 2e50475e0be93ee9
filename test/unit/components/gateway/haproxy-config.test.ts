import { describe, expect, it } from "vitest";
import { fingerprintOf, type GatewayInput, haproxyConfig, IN_CONTAINER } from "../../../../components/gateway";
import { DEV, OPERATOR_ROUTES, PRODUCTION, VARIANTS } from "./variants";

/** The lines of one section, without indentation. */
function section(input: GatewayInput, title: string): string[] {
  const blocks = haproxyConfig(input).split(/\n(?=\S)/);
  const found = blocks.find((block) => block.split("\n")[0]?.startsWith(title));
  return (found ?? "")
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

const chosen = (input: GatewayInput) =>
  section(input, "frontend public").filter((line) => /^(use|default)_backend/.test(line) && !line.includes("preview"));

describe("haproxyConfig", () => {
  for (const [name, input] of [
    ["dev", DEV],
    ["production", PRODUCTION],
  ] as const) {
    it(`renders ${name} as the golden file says`, async () => {
      await expect(haproxyConfig(input)).toMatchFileSnapshot(`../../../golden/gateway/${name}.cfg`);
    });
  }

  it("is a function of its input alone", () => {
    for (const input of Object.values(VARIANTS))
      expect(haproxyConfig(structuredClone(input))).toBe(haproxyConfig(input));
  });

  describe("slots", () => {
    it("gives a slot that is not enabled no backend and no route", () => {
      const config = haproxyConfig(DEV);
      expect(config).toContain("backend api-blue from");
      expect(config).not.toContain("green");
    });

    it("makes a backend for each slot, with a server for each replica", () => {
      expect(section(PRODUCTION, "backend api-green")).toContain("server-template api-green- 3 api-green:8000");
      expect(section(PRODUCTION, "backend api-blue")).toContain("server-template api-blue- 3 api-blue:8000");
    });

    it("never sends a request twice that may have written", () => {
      const lines = section(PRODUCTION, "backend api-blue");
      expect(lines).toContain("http-request disable-l7-retry if !{ method GET HEAD }");
    });

    it("lets only an operator name the slot", () => {
      const lines = section(PRODUCTION, "frontend public");
      expect(lines).toContain("http-request set-var(txn.preview) req.fhdr(x-slot) if is_operator");
    });
  });

  describe("canary weight", () => {
    const weighted = (canaryWeight: number, activeSlot: "blue" | "green" = "blue") =>
      chosen({ ...PRODUCTION, activeSlot, canaryWeight });

    it("sends everything to the active slot at 0", () => {
      expect(weighted(0)).toEqual(["default_backend api-blue"]);
      expect(weighted(0, "green")).toEqual(["default_backend api-green"]);
    });

    it.each([1, 50, 99])("draws for each request at %i", (weight) => {
      expect(weighted(weight)).toEqual([
        `use_backend api-green if { rand(100) lt ${weight} }`,
        "default_backend api-blue",
      ]);
    });

    it("sends everything to the idle slot at 100", () => {
      expect(weighted(100)).toEqual(["default_backend api-green"]);
    });
  });

  describe("maintenance", () => {
    it("is absent while open", () => {
      expect(haproxyConfig(PRODUCTION)).not.toContain("maintenance");
    });

    it("keeps everyone but operators out, before anything else but the allowlist is asked", () => {
      const maintenance = { message: "Back at noon.", retryAfterSeconds: 60 };
      const lines = section({ ...PRODUCTION, maintenance }, "frontend public");
      const at = lines.findIndex((line) => line.includes("Back at noon."));
      expect(lines[at]).toMatch(/deny_status 503 .* hdr retry-after '60' if !is_operator$/);
      expect(lines.slice(0, at).filter((line) => line.includes(" deny ")).length).toBe(1);
    });

    it("writes quotes, percent signs and braces of the message as text", () => {
      const maintenance = { message: "It's 100% {ok} %ID", retryAfterSeconds: 1 };
      expect(haproxyConfig({ ...DEV, maintenance })).toContain("It'\\''s 100%% {ok} %%ID");
    });
  });

  it("serves everyone without an allowlist", () => {
    expect(haproxyConfig({ ...PRODUCTION, allowlist: [] })).not.toContain("from_allowed");
    expect(haproxyConfig(PRODUCTION)).toContain("acl from_allowed src 192.168.10.0/24");
  });

  it("takes each limit over and defaults the others", () => {
    const config = haproxyConfig({
      ...DEV,
      limits: { bodyBytes: 4096, burst: 700, serverSeconds: 7, drainSeconds: 9 },
    });
    expect(config).toContain("hdr_val(content-length) gt 4096");
    expect(config).toContain("sc_gpc0_rate(0) ge 700");
    expect(config).toContain("sc_gpc1_rate(0) ge 5000");
    expect(config).toContain("timeout server 7s");
    expect(config).toContain("hard-stop-after 9s");
    expect(config).toContain("timeout connect 5s");
  });

  describe("operator entry", () => {
    it("has a backend for each service that runs and none for one that does not", () => {
      const config = haproxyConfig(DEV);
      expect(config).toContain("backend operator-prometheus from");
      expect(config).not.toContain("grafana");
    });

    it("strips the prefix only where the service does not know it", () => {
      const input = { ...DEV, operatorRoutes: OPERATOR_ROUTES };
      expect(section(input, "backend operator-qdrant")).toContain("http-request replace-path ^/qdrant/(.*) /\\1");
      expect(section(input, "backend operator-grafana").join()).not.toContain("replace-path");
    });
  });

  it("keeps operators' paths and metrics off the public entry", () => {
    const lines = section({ ...DEV, operatorRoutes: OPERATOR_ROUTES }, "frontend public").join("\n");
    expect(lines).not.toMatch(/qdrant|grafana|prometheus|metrics/);
  });

  it("logs no header and no query", () => {
    const formats = haproxyConfig(PRODUCTION)
      .split("\n")
      .filter((line) => line.includes("log-format"));
    expect(formats.length).toBe(2);
    for (const format of formats) expect(format).not.toMatch(/hdr|capture|%HU|%HQ|%r\b|%hr|%hs|query/);
    expect(haproxyConfig(PRODUCTION)).not.toContain("capture");
  });

  it("has a fingerprint that changes with anything in it", () => {
    const prints = Object.values(VARIANTS).map((input) => fingerprintOf(haproxyConfig(input)));
    expect(prints.every((print) => /^[0-9a-f]{16}$/.test(print ?? ""))).toBe(true);
    expect(new Set(prints).size).toBe(new Set(Object.values(VARIANTS).map(haproxyConfig)).size);
    expect(fingerprintOf("not a configuration")).toBeUndefined();
  });

  it("takes a place of its own", () => {
    const place = { ...IN_CONTAINER, metricsBind: "127.0.0.1:18405" };
    expect(section({ ...DEV, place }, "frontend metrics")).toContain("bind 127.0.0.1:18405");
  });
});
