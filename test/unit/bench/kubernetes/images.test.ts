import { describe, expect, it } from "vitest";
import { imagesOf, pulled, pullingPod } from "../../../../bench/kubernetes/images";
import type { KubernetesObject } from "../../../../operations/render";
import type { KubeObject } from "../../../../test/kubernetes/support/kubectl";

const workload = (containers: string[], initContainers?: string[]): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "w" },
  spec: {
    template: {
      spec: {
        containers: containers.map((image) => ({ image })),
        ...(initContainers && { initContainers: initContainers.map((image) => ({ image })) }),
      },
    },
  },
});

const pod = (...statuses: object[]) => ({ status: { containerStatuses: statuses } }) as unknown as KubeObject;
const waits = (reason: string, message?: string) => ({ image: "b", state: { waiting: { reason, message } } });
const failed = { image: "a", state: { terminated: { reason: "StartError" } } };

describe("images that are present before the first install", () => {
  it("are those of every pod, each once", () => {
    const service: KubernetesObject = { apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec: {} };
    const bare: KubernetesObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "n" } };
    expect(imagesOf([workload(["b", "a"]), service, bare, workload(["b"], ["c"])])).toEqual(["a", "b", "c"]);
  });

  it("are pulled by a pod with a container of each", () => {
    const { spec } = pullingPod(["a", "b"]) as { spec: { containers: { name: string; image: string }[] } };
    expect(spec.containers.map(({ name, image }) => [name, image])).toEqual([
      ["image-0", "a"],
      ["image-1", "b"],
    ]);
  });

  it("are there when each container has got as far as its program", () => {
    expect(pulled(pod(failed, waits("RunContainerError")), 2)).toBe(true);
    expect(pulled(pod(failed, waits("ContainerCreating")), 2)).toBe(false);
    expect(pulled(pod(failed), 2)).toBe(false);
    expect(pulled({ status: {} } as unknown as KubeObject, 1)).toBe(false);
  });

  it("or the node says why not", () => {
    expect(() => pulled(pod(failed, waits("ErrImagePull", "not found")), 2)).toThrow("b: not found");
    expect(() => pulled(pod(waits("ImagePullBackOff"), failed), 2)).toThrow("b: ImagePullBackOff");
  });
});
