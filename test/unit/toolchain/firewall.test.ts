import { describe, expect, it } from "vitest";
import { lostRules } from "../../../toolchain/firewall";

const NAT = ["*nat", ":PREROUTING ACCEPT [0:0]", ":DOCKER - [0:0]"];
const FILTER = ["*filter", ":FORWARD DROP [0:0]", ":ISOLATION - [0:0]"];

function saved(nat: string[], filter: string[]): string {
  return [...NAT, ...nat, "COMMIT", ...FILTER, ...filter, "COMMIT", "# Completed"].join("\n");
}

describe("lostRules", () => {
  it("puts the lost ones of each table back at the top of their chain, in their order", () => {
    const before = saved(
      ["-A DOCKER -i one -j RETURN"],
      ["-A ISOLATION -i one -j DROP", "-A ISOLATION -i two -j DROP", "-A ISOLATION -j RETURN"],
    );
    expect(lostRules(before, saved([], ["-A ISOLATION -j RETURN"]))).toBe(
      [
        "*nat",
        "-I DOCKER -i one -j RETURN",
        "COMMIT",
        "*filter",
        "-I ISOLATION -i two -j DROP",
        "-I ISOLATION -i one -j DROP",
        "COMMIT",
        "",
      ].join("\n"),
    );
  });

  it("has nothing to do when rules were only added, or where there is no firewall", () => {
    expect(lostRules(saved([], []), saved(["-A DOCKER -j RETURN"], []))).toBe("");
    expect(lostRules("", "")).toBe("");
  });

  it("leaves out rules of chains that are gone, as one bad line would refuse all", () => {
    const after = [...NAT, "COMMIT", "*filter", ":FORWARD DROP [0:0]", "COMMIT"].join("\n");
    expect(lostRules(saved([], ["-A ISOLATION -i one -j DROP"]), after)).toBe("");
  });
});
