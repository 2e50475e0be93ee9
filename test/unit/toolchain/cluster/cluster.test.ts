import { describe, expect, it } from "vitest";
import { clusterOf } from "../../../../toolchain/cluster/cluster";
import { layoutOf } from "../../../../toolchain/layout";

const CLONES = Array.from({ length: 50 }, (_, number) => clusterOf(layoutOf(`/home/dev/clone-${number}`)));
const [ONE, OTHER] = CLONES as [ReturnType<typeof clusterOf>, ReturnType<typeof clusterOf>];

describe("clusterOf", () => {
  it("is the same for the same clone", () => {
    expect(clusterOf(layoutOf("/home/dev/clone-0"))).toEqual(ONE);
  });

  it.each([
    "network",
    "hostInterface",
    "hostAddress",
    "nodeAddress",
    "registry",
    "controlGroup",
    "run",
    "programs",
  ] as const)("shares no %s with another clone", (name) => expect(ONE[name]).not.toBe(OTHER[name]));

  it("keeps what it stores out of the project", () => {
    for (const folder of Object.values(ONE.data))
      expect(folder).toMatch(/^\/var\/lib\/vector-platform-[0-9a-f]+-kubernetes/);
  });

  it("takes two neighbouring addresses of one block of four, in the range for tests", () => {
    for (const { hostAddress, nodeAddress } of CLONES) {
      const [a, b, c = 0, host = 0] = hostAddress.split(".").map(Number);
      expect([a, b]).toEqual([198, 18]);
      expect(host % 4).toBe(1);
      expect(nodeAddress).toBe(`198.18.${c}.${host + 1}`);
      expect(c).toBeLessThan(256);
    }
  });

  it("takes ports that the system hands out to nobody, and names that Linux accepts", () => {
    for (const { registry, hostInterface } of CLONES) {
      const port = Number(registry.split(":")[1]);
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(30_000);
      expect(hostInterface.length).toBeLessThanOrEqual(15);
    }
  });
});
