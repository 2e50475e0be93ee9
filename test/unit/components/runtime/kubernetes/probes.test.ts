import { describe, expect, it } from "vitest";
import { lifecycle } from "../../../../../components/runtime/kubernetes/lifecycle";
import { literal } from "../../../../../components/runtime/kubernetes/literal";
import { probes } from "../../../../../components/runtime/kubernetes/probes";
import type { Workload } from "../../../../../components/workload";
import { APP, HEALTH } from "./specs";

describe("probes", () => {
  it("are three, and each asks with a patience of its own", () => {
    const httpGet = { path: "/ready", port: 8080, scheme: "HTTP" };
    expect(probes(APP, HEALTH)).toEqual({
      startupProbe: { httpGet, periodSeconds: 1, timeoutSeconds: 10, failureThreshold: 31 },
      readinessProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 10, failureThreshold: 3 },
      livenessProbe: { httpGet, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 5 },
    });
  });

  it("judge life by its own probe where there is one, over TLS where the server speaks it", () => {
    const live = { kind: "http", path: "/livez", port: 8443, tls: true, with: "curl" } as const;
    const { livenessProbe } = probes({ ...APP, health: { ...APP.health, live } }, HEALTH);
    expect(livenessProbe).toEqual({
      httpGet: { path: "/livez", port: 8443, scheme: "HTTPS" },
      periodSeconds: 30,
      timeoutSeconds: 10,
      failureThreshold: 3,
    });
  });

  it("run a command word for word", () => {
    const ready = { kind: "exec", command: ["sh", "-c", "test $(cat /x) = $$"] } as const;
    const { startupProbe, readinessProbe } = probes({ ...APP, health: { ready, startWithinSeconds: 60 } }, HEALTH);
    expect(readinessProbe).toMatchObject({ exec: { command: ["sh", "-c", "test $$(cat /x) = $$$"] } });
    expect(startupProbe).toMatchObject({ periodSeconds: 2, failureThreshold: 31 });
  });
});

describe("literal words", () => {
  /** What Kubernetes makes of a command when no variable has such a name. */
  const expanded = (text: string) => text.replace(/\$\$/g, () => "$");

  it.each(["$(NAME)", "$$", "$$(NAME)", "$1 $x $", "a$$$b", "$((1+2)) $$$$("])("mean %s once expanded", (text) => {
    expect(expanded(literal(text))).toBe(text);
    // A reference that Kubernetes would follow is left nowhere.
    expect(literal(text).replace(/\$\$/g, "")).not.toContain("$(");
  });
});

describe("the way out", () => {
  const stop = (workload: Partial<Workload>) => lifecycle({ ...APP, ...workload });

  it("leads out of traffic first, for what serves and has another to take over", () => {
    expect(stop({ stop: { signal: "SIGTERM", graceSeconds: 20 } })).toEqual({
      terminationGracePeriodSeconds: 55,
      lifecycle: { preStop: { sleep: { seconds: 35 } } },
    });
    expect(stop({})).toMatchObject({ terminationGracePeriodSeconds: 45 });
  });

  it("is the shortest for what holds data and for what watches", () => {
    expect(stop({ stateful: true })).toEqual({ terminationGracePeriodSeconds: 10 });
    expect(stop({ importance: "watching" })).toEqual({ terminationGracePeriodSeconds: 10 });
  });

  it("sends another signal than SIGTERM itself, and waits for what it began", () => {
    const { terminationGracePeriodSeconds, lifecycle } = stop({ stop: { signal: "SIGUSR1", graceSeconds: 30 } });
    expect(terminationGracePeriodSeconds).toBe(65);
    expect(lifecycle).toEqual({
      preStop: {
        exec: { command: ["sh", "-c", "sleep 35; kill -s USR1 1; while kill -0 1 2>/dev/null; do sleep 0.2; done"] },
      },
    });
    expect(stop({ stateful: true, stop: { signal: "SIGINT", graceSeconds: 60 } })).toMatchObject({
      lifecycle: {
        preStop: { exec: { command: ["sh", "-c", "kill -s INT 1; while kill -0 1 2>/dev/null; do sleep 0.2; done"] } },
      },
    });
  });
});
