import { describe, expect, it } from "vitest";
import { type StackOutputs, summary } from "../../../toolchain/summary";

const OUTPUTS: StackOutputs = {
  endpoints: { public: "https://127.0.0.1:8443", operator: "https://127.0.0.1:9443" },
  activeSlot: "green",
  versions: { blue: "1.0.0", green: "1.1.0" },
  dashboards: { prometheus: "https://127.0.0.1:9443/prometheus/" },
  readKeys: { api: "pulumi stack output apiKey --show-secrets" },
  warnings: ["nobody is told of alerts"],
};

describe("summary", () => {
  const text = summary("dev", OUTPUTS, [{ standsFor: "Qdrant v1.19", what: "a small server" }]).join("\n");

  it("says where everything is and how to read the key", () => {
    for (const url of ["https://127.0.0.1:8443", "https://127.0.0.1:9443/prometheus/"]) expect(text).toContain(url);
    expect(text).toContain("pulumi stack output apiKey --show-secrets");
    expect(text).toMatch(/active slot\n {2}green {2}version 1\.1\.0/);
  });

  it("shows the way to the other slot, and back", () => {
    expect(text).toMatch(/activeSlot blue .*moves the traffic/);
    expect(text).toMatch(/activeSlot green .*takes it back/);
  });

  it("repeats what the program warned of", () => {
    expect(text).toMatch(/warnings\n {2}nobody is told/);
    expect(summary("dev", { ...OUTPUTS, warnings: [] }, []).join("\n")).not.toContain("warnings");
  });

  it("says how to open an operator entry that is published nowhere", () => {
    const tunnel = "kubectl port-forward service/gateway 9443:9443";
    expect(summary("staging", { ...OUTPUTS, tunnel }, []).join("\n")).toMatch(
      /while this runs\n {2}kubectl port-forward/,
    );
    expect(text).not.toContain("while this runs");
  });

  it("names every stand-in, and says nothing of them where there are none", () => {
    expect(text).toContain("Qdrant v1.19: a small server");
    expect(summary("dev", OUTPUTS, []).join("\n")).not.toContain("stand-in");
  });
});
