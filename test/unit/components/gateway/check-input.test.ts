import { RunError } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type GatewayInput, haproxyConfig, IN_CONTAINER } from "../../../../components/gateway";
import { DEV, PRODUCTION } from "./variants";

function refusal(input: GatewayInput): string {
  try {
    haproxyConfig(input);
  } catch (error) {
    if (RunError.isInstance(error)) return error.message;
    throw error;
  }
  return "accepted";
}

const route = { path: "/api/", methods: ["GET"] } as const;
const qdrant = { name: "qdrant", prefix: "/qdrant/", address: "qdrant:6333" };
const notice = { message: "Back soon.", retryAfterSeconds: 60 };

const REFUSED: readonly (readonly [path: string, input: GatewayInput])[] = [
  ["activeSlot", { ...DEV, activeSlot: "green" }],
  ["activeSlot", { ...DEV, slots: {} }],
  ["canaryWeight", { ...PRODUCTION, canaryWeight: 101 }],
  ["canaryWeight", { ...PRODUCTION, canaryWeight: -1 }],
  ["canaryWeight", { ...PRODUCTION, canaryWeight: 1.5 }],
  ["canaryWeight", { ...DEV, canaryWeight: 1 }],
  ["slots.blue.address", { ...DEV, slots: { blue: { address: "api" } } }],
  ["slots.blue.address", { ...DEV, slots: { blue: { address: "api:8000 check" } } }],
  ["slots.blue.address", { ...DEV, slots: { blue: { address: "api:8000\nbackend evil" } } }],
  ["slots.blue.replicas", { ...DEV, slots: { blue: { replicas: 0 } } }],
  ["maintenance.message", { ...DEV, maintenance: { ...notice, message: "" } }],
  ["maintenance.message", { ...DEV, maintenance: { ...notice, message: 'say "no"' } }],
  ["maintenance.message", { ...DEV, maintenance: { ...notice, message: "two\nlines" } }],
  ["maintenance.message", { ...DEV, maintenance: { ...notice, message: "back\\slash" } }],
  ["maintenance.retryAfterSeconds", { ...DEV, maintenance: { ...notice, retryAfterSeconds: 0 } }],
  ["routes[0].path", { ...DEV, routes: [{ ...route, path: "/a b" }] }],
  ["routes[0].path", { ...DEV, routes: [{ ...route, path: "api/" }] }],
  ["routes[0].path", { ...DEV, routes: [{ ...route, path: "/api/../x" }] }],
  ["routes[0].path", { ...DEV, routes: [{ ...route, path: "/api/ } or TRUE #" }] }],
  ["routes[0].methods", { ...DEV, routes: [{ ...route, methods: [] }] }],
  ["routes[1].path", { ...DEV, routes: [route, route] }],
  ["routes[1].path", { ...DEV, routes: [route, { ...route, path: "/api/admin" }] }],
  ["routes[1].path", { ...DEV, routes: [{ ...route, path: "/api/admin" }, route] }],
  ["allowlist[1]", { ...DEV, allowlist: ["10.0.0.1", "10.0.0.0/33"] }],
  ["allowlist[0]", { ...DEV, allowlist: ["everyone"] }],
  ["allowlist[0]", { ...DEV, allowlist: ["10.0.0.0/8 192.168.0.0/16"] }],
  ["allowlist[0]", { ...DEV, allowlist: ["fe80::1%eth0"] }],
  ["limits.burst", { ...DEV, limits: { burst: 10, requestsPerSecond: 20 } }],
  ["limits.bodyBytes", { ...DEV, limits: { bodyBytes: 0 } }],
  ["limits.serverSeconds", { ...DEV, limits: { serverSeconds: Number.NaN } }],
  ["limits.threads", { ...DEV, limits: { threads: 0.5 } }],
  ["operatorRoutes[0].name", { ...DEV, operatorRoutes: [{ ...qdrant, name: "Q drant" }] }],
  ["operatorRoutes[0].prefix", { ...DEV, operatorRoutes: [{ ...qdrant, prefix: "/" }] }],
  ["operatorRoutes[0].address", { ...DEV, operatorRoutes: [{ ...qdrant, address: "qdrant" }] }],
  ["operatorRoutes[1]", { ...DEV, operatorRoutes: [qdrant, { ...qdrant, name: "other" }] }],
  ["place.publicBind", { ...DEV, place: { ...IN_CONTAINER, publicBind: "*:8443 ssl" } }],
  ["place.socket", { ...DEV, place: { ...IN_CONTAINER, socket: "/run/a b" } }],
];

describe("an input that cannot be configured", () => {
  it.each(REFUSED)("is refused: %s", (path, input) => {
    const message = refusal(input);
    expect(message).toContain(`\n  ${path} = `);
    expect(message).toMatch(/ = .*\n {4}allowed: .+\n {4}what to do: .+/);
  });

  it("names the value as it was given, on one line", () => {
    const message = refusal({ ...DEV, slots: { blue: { address: "api:8000\nbackend evil" } } });
    expect(message).toContain('slots.blue.address = "api:8000\\nbackend evil"');
  });

  it("shortens a long value", () => {
    const message = refusal({ ...DEV, maintenance: { ...notice, message: "x".repeat(500) } });
    expect(message).toContain("xxx...");
    expect(Math.max(...message.split("\n").map((line) => line.length))).toBeLessThan(160);
  });

  it("is told everything at once", () => {
    const message = refusal({ ...PRODUCTION, canaryWeight: 300, allowlist: ["x"], limits: { threads: 0 } });
    expect(message.match(/what to do:/g)).toHaveLength(3);
  });
});
