import { describe, expect, it } from "vitest";
import { cores, gibibytes, mebibytes, resourceLimits } from "../../../../../components/runtime/kubernetes/sizes";
import { APP } from "./specs";

describe("quantities", () => {
  it.each([
    [cores(0.1), "100m"],
    [cores(1.5), "1500m"],
    [cores(16), "16"],
    [cores(0.0001), "1m"],
    [mebibytes(64), "64Mi"],
    [mebibytes(1536), "1536Mi"],
    [mebibytes(32768), "32Gi"],
    [gibibytes(512), "512Gi"],
    [gibibytes(1024), "1Ti"],
  ])("are written as the API server prints them: %s", (written, expected) => {
    expect(written).toBe(expected);
  });
});

describe("limits of a pod", () => {
  it("promise what is declared, and no memory twice", () => {
    expect(resourceLimits(APP, 1)).toEqual({
      requests: { cpu: "500m", memory: "64Mi", "ephemeral-storage": "64Mi" },
      limits: { cpu: "500m", memory: "64Mi", "ephemeral-storage": "256Mi" },
    });
  });

  it("promise a share of the cores on an overcommitted cluster, and let idle ones be used", () => {
    const burst = { ...APP, resources: { cpu: 0.5, burstCpu: 2, memoryMiB: 64 } };
    const { requests, limits } = resourceLimits(burst, 4);
    expect([requests.cpu, limits.cpu]).toEqual(["125m", "2"]);
    expect(requests.memory).toBe("64Mi");
  });

  it("count a cache on the disk of the node, and ask for the card", () => {
    const volumes = [{ name: "models", path: "/data", sizeGiB: 5, protected: false }];
    const { requests, limits } = resourceLimits({ ...APP, volumes, resources: { ...APP.resources, gpus: 1 } }, 1);
    expect(limits["ephemeral-storage"]).toBe("5376Mi");
    expect([requests, limits]).toMatchObject([{ "nvidia.com/gpu": "1" }, { "nvidia.com/gpu": "1" }]);
    expect(resourceLimits({ ...APP, volumes, stateful: true }, 1).limits["ephemeral-storage"]).toBe("256Mi");
  });
});
