import { type KubernetesObject, renderConfig } from "../../operations/render";
import type { PlatformConfig } from "../../stacks/config";
import { get, type KubeObject, kubectl } from "../../test/kubernetes/support/kubectl";
import { removeRemains } from "../../test/kubernetes/support/namespace";
import { until } from "../../test/kubernetes/support/until";

const POD = "images";
const PULLING = ["ContainerCreating", "PodInitializing"];

/** Has the node pull whatever the platform runs, both slots of it: who is measured first must not pay for it. */
export async function pullImages(namespace: string, config: PlatformConfig): Promise<void> {
  const images = imagesOf(await renderConfig(config));
  try {
    await kubectl(["create", "namespace", namespace]);
    await kubectl(["create", "--namespace", namespace, "--filename", "-"], JSON.stringify(pullingPod(images)));
    await until("the node has every image", async () => {
      const pod = await get("pod", POD, namespace);
      return pod !== undefined && pulled(pod, images.length);
    });
  } finally {
    await removeRemains(namespace);
  }
}

export function imagesOf(objects: readonly KubernetesObject[]): string[] {
  const found = objects.flatMap(({ spec }) => {
    const { containers = [], initContainers = [] } = (spec as Templated | undefined)?.template?.spec ?? {};
    return [...containers, ...initContainers].map(({ image }) => image);
  });
  return [...new Set(found)].sort();
}

interface Templated {
  readonly template?: { readonly spec?: { readonly containers?: Container[]; readonly initContainers?: Container[] } };
}

interface Container {
  readonly image: string;
}

/** Its containers fail, as no image has that program: by then the image is there. */
export function pullingPod(images: readonly string[]): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: POD },
    spec: {
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      containers: images.map((image, i) => ({ name: `image-${i}`, image, command: ["/only-to-pull-the-image"] })),
    },
  };
}

/** @throws Error with what the node says of an image that it cannot pull */
export function pulled({ status }: KubeObject, count: number): boolean {
  const states = ((status.containerStatuses ?? []) as Status[]).map(({ image, state }) => ({ image, ...state }));
  const refused = states.find(({ waiting }) => /ImagePull|InvalidImage/.test(waiting?.reason ?? ""));
  if (refused) throw new Error(`${refused.image}: ${refused.waiting?.message ?? refused.waiting?.reason}`);
  return states.length === count && states.every(({ waiting }) => !waiting || !PULLING.includes(waiting.reason));
}

interface Status {
  readonly image: string;
  readonly state: { readonly waiting?: { readonly reason: string; readonly message?: string } };
}
