import { expect, it, onTestFinished, vi } from "vitest";
import { SetUpError } from "../../../toolchain/set-up-error";
import { kubernetesPackages } from "../../../toolchain/steps/kubernetes-packages";

it("tells a user who is not root in one sentence which other cluster to take", async () => {
  vi.spyOn(process, "getuid").mockReturnValue(1000);
  onTestFinished(() => void vi.restoreAllMocks());
  const failing = kubernetesPackages(() => undefined);
  await expect(failing).rejects.toThrow(SetUpError);
  await expect(failing).rejects.toThrow(/^a local cluster needs root on Debian: name a cluster of your own [^\n]*$/);
});
