import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { setInterval } from "node:timers/promises";
import { Api, readAccess } from "./api";
import { type Claim, missingVolumes, releasedVolumes, type Seen, type StorageClass, type Volume } from "./provisioner";

const VOLUMES = "/api/v1/persistentvolumes";
const EVERY_MS = 1000;

async function look(api: Api): Promise<Seen> {
  // From the API server's memory: nothing here has to be newer than that.
  const list = async <T>(path: string) => (await api.get<{ items: T[] }>(`${path}?resourceVersion=0`)).items;
  const [claims, volumes, classes] = await Promise.all([
    list<Claim>("/api/v1/persistentvolumeclaims"),
    list<Volume>(VOLUMES),
    list<StorageClass>("/apis/storage.k8s.io/v1/storageclasses"),
  ]);
  return { claims, volumes, classes };
}

async function provide(api: Api, folder: string): Promise<void> {
  const seen = await look(api);
  for (const volume of missingVolumes(seen, folder)) {
    const path = (volume as Volume).spec.local?.path ?? "";
    mkdirSync(path, { recursive: true });
    // Pods run as users that this machine does not know; the folder above is closed to everybody else.
    chmodSync(path, 0o777);
    await api.create(VOLUMES, volume);
    console.log(`made ${path}`);
  }
  for (const { metadata, spec } of releasedVolumes(seen, folder)) {
    rmSync(spec.local?.path ?? "", { recursive: true, force: true });
    await api.delete(`${VOLUMES}/${metadata.name}`);
    console.log(`deleted ${spec.local?.path}`);
  }
}

/** Watches claims for as long as it lives; what fails is tried again a second later. */
async function main([kubeconfig = "", folder = ""]: readonly string[]): Promise<void> {
  const api = new Api(readAccess(kubeconfig));
  let said = "";
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for await (const _ of setInterval(EVERY_MS)) {
    const problem = await provide(api, folder).then(
      () => "",
      (error: Error) => error.message,
    );
    if (problem && problem !== said) console.error(problem);
    said = problem;
  }
}

void main(process.argv.slice(2));
