import { containerRule } from "../view/containers";

export const probes = containerRule({
  name: "probes",
  description: "What runs until it is stopped is asked whether it is well.",
  why: "Without an answer traffic goes to what is not ready, and what hangs is never restarted.",
  judge: ({ kind, probes }) =>
    kind !== "service"
      ? []
      : Object.entries(probes)
          .filter(([, present]) => present === false)
          .map(([name]) =>
            name === "healthcheck"
              ? {
                  what: "it has no health check",
                  fix: 'set healthcheck.tests, e.g. ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8000/health"]',
                }
              : {
                  what: `it has no ${name} probe`,
                  fix: `set ${name}Probe; let each of the three ask its own question`,
                },
          ),
});
