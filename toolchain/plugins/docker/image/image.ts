import type { RemoteImageArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type { ImageInspectInfo } from "dockerode";
import type { Read, Resource } from "../../provider/resource";
import { changes, type Schema } from "../../provider/schema";
import { UNKNOWN, type Values } from "../../provider/values";
import { type Daemon, ifPresent } from "../daemon";
import { build, refusal } from "./build";
import { ensure, find } from "./find";

type ImageInputs = Unwrap<RemoteImageArgs>;

const SCHEMA: Schema<ImageInputs> = {
  name: { replaces: true },
  build: { replaces: true, elementDefaults: { dockerfile: "Dockerfile", remove: true } },
  triggers: { replaces: true },
  pullTriggers: { replaces: true, set: true },
  platform: { replaces: true },
  keepLocally: {},
  forceRemove: {},
};

/** An image under a name: found, pulled when missing, or built. */
export function remoteImage(engine: Daemon): Resource {
  return {
    check: ({ news }) => ({ inputs: news, failures: failuresOf(news as unknown as ImageInputs) }),
    diff: ({ state, news, ignored }) => ({ changes: changes(SCHEMA, state, news, ignored) }),
    preview: (inputs, state) => ({ imageId: UNKNOWN, repoDigest: UNKNOWN, ...state, ...inputs }),
    create: async (inputs, { signal }) => {
      const wanted = inputs as unknown as ImageInputs;
      if (wanted.build) await build(engine.docker, wanted.name, wanted.build, signal);
      return described(inputs, await ensure(engine, wanted.name, wanted.platform));
    },
    read: async (_id, _state, inputs) => {
      const found = await find(engine, String(inputs.name));
      return found && described(inputs, found);
    },
    update: async (_id, _state, inputs) => {
      const wanted = inputs as unknown as ImageInputs;
      return described(inputs, await ensure(engine, wanted.name, wanted.platform)).outputs;
    },
    delete: async (_id, state) => {
      const { name, keepLocally, forceRemove } = state as unknown as ImageInputs;
      if (keepLocally) return;
      const removal = engine.docker.getImage(name).remove({ force: forceRemove ?? false });
      await ifPresent(`Unable to remove Docker image ${name}`, removal);
    },
  };
}

function described(inputs: Values, image: ImageInspectInfo): Read {
  const name = String(inputs.name);
  const facts = { imageId: image.Id, repoDigest: repoDigest(name, image) };
  return { id: `${image.Id}${name}`, outputs: { ...inputs, ...facts }, inputs };
}

/** An image may be known to several registries; its digest is the one of the registry in its name. */
function repoDigest(name: string, image: ImageInspectInfo): string {
  const digests = image.RepoDigests ?? [];
  const repository = name.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  return digests.find((digest) => digest.startsWith(`${repository}@`)) ?? digests[0] ?? "";
}

function failuresOf(inputs: ImageInputs): { property: string; reason: string }[] {
  const reason = refusal(inputs.build);
  return [
    ...(inputs.name ? [] : [{ property: "name", reason: "the image needs a name" }]),
    ...(inputs.build && inputs.pullTriggers
      ? [{ property: "pullTriggers", reason: "conflicts with build: give one of the two" }]
      : []),
    ...(reason ? [{ property: "build", reason }] : []),
  ];
}
