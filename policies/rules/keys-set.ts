import { type Finding, type Resource, resourceRule } from "../rule";
import { at, known, list, record, text } from "../value";
import { containersOf, RUNS } from "../view/containers";
import { DOCKER_CONTAINER } from "../view/docker";
import { titleOf } from "../view/kubernetes";
import { workloadOf } from "../view/workload";

const SECRET = "kubernetes:core/v1:Secret";
const SECRET_FILE = /^\/run\/secrets\//;

/** What answers only to who knows a key, hence has to be given one. */
const KEYED = /^(qdrant|redis|postgres|gateway|grafana|api-(blue|green))$/;

export const keysSet = resourceRule([...RUNS, SECRET], {
  name: "keys-set",
  description: "Every service that asks for a key has been given one, and no key is empty.",
  why: "Qdrant, Redis and others answer everyone when they are started without a key.",
  judge: (resource) => [...withoutKey(resource), ...emptyKeys(resource)],
});

function withoutKey(resource: Resource): Finding[] {
  const workload = workloadOf(resource);
  if (resource.type === SECRET || workload === undefined || !KEYED.test(workload)) return [];
  return containersOf(resource)
    .filter(({ kind, secretMounts }) => kind === "service" && secretMounts === 0)
    .map(({ title }) => ({
      which: title,
      what: `it serves as ${workload} and has no file with a key`,
      fix: "give its workload the key in `secrets`",
    }));
}

function emptyKeys(resource: Resource): Finding[] {
  const fix = "remove the empty value from the stack's config, and one is generated";
  if (resource.type === SECRET) {
    const entries = ["data", "stringData"].flatMap((field) => Object.entries(record(at(resource.props, field))));
    const empty = entries.filter(([, value]) => value === "");
    return empty.map(([key]) => ({ which: titleOf(resource), what: `its entry ${key} is empty`, fix }));
  }
  if (resource.type !== DOCKER_CONTAINER) return [];
  return list(at(resource.props, "uploads"))
    .map((upload) => ({ file: known(text(at(upload, "file"))) ?? "", content: at(upload, "content") }))
    .filter(({ file, content }) => SECRET_FILE.test(file) && content === "")
    .map(({ file }) => ({ which: `container ${resource.name}`, what: `its file ${file} is empty`, fix }));
}
