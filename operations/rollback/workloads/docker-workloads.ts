import { z } from "zod";
import { isProvider, packageOf, type Resource } from "../../checkpoint";
import { type Answered, ask, type Looked, lastLine } from "../ask";
import { type ImageIds, judgeContainerImages, type WantedImage, wantedImages } from "../checks/images";
import type { Verdict } from "../verdict";
import type { RunningNow, Workloads } from "./workloads";

const container = z.object({ State: z.string(), Labels: z.string() });

/** The containers of a checkpoint, on the Docker engine that they were made on. */
export class DockerWorkloads implements Workloads {
  /** @returns undefined where there are no containers */
  static in(resources: readonly Resource[]): DockerWorkloads | undefined {
    const any = resources.some(({ type }) => type === "docker:index/container:Container");
    return any ? new DockerWorkloads(wantedImages(resources), stackLabel(resources), dockerHost(resources)) : undefined;
  }

  private constructor(
    private readonly wanted: readonly WantedImage[],
    private readonly label: string | undefined,
    /** @default - the engine of this machine's client */
    private readonly host: string | undefined,
  ) {}

  async images(): Promise<Verdict> {
    const looked = await this.lookForImages();
    return "found" in looked
      ? judgeContainerImages(this.wanted, looked.found)
      : judgeContainerImages(this.wanted, undefined, looked.why);
  }

  async running(): Promise<Looked<RunningNow>> {
    if (!this.label) return { why: "the containers do not say which stack they belong to" };
    const filter = `label=vector-platform.stack=${this.label}`;
    const asked = await this.docker(["ps", "--all", "--filter", filter, "--format", "{{json .}}"]);
    return asked.ok ? { found: countOf(asked.stdout) } : { why: lastLine(asked.stderr) };
  }

  private async lookForImages(): Promise<Looked<ImageIds>> {
    const names = [...new Set(this.wanted.flatMap(({ id, reference }) => (reference ? [id, reference] : [id])))];
    // One that is missing makes the command fail and is named on stderr; the others are still told.
    const asked = await this.docker(["image", "inspect", "--format", "{{json .Id}} {{json .RepoTags}}", ...names]);
    if (!asked.ok && !/no such image/i.test(asked.stderr)) return { why: lastLine(asked.stderr) };
    const ids = new Map<string, string>();
    for (const line of asked.stdout.split("\n").filter(Boolean)) {
      const [id, tags] = [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)];
      const known = JSON.parse(id) as string;
      for (const name of [known, ...((JSON.parse(tags) as string[] | null) ?? [])]) ids.set(name, known);
    }
    return { found: new Map(names.map((name) => [name, ids.get(name) ?? ids.get(`${name}:latest`)])) };
  }

  private docker(args: readonly string[]): Promise<Answered> {
    return ask("docker", [...(this.host ? ["--host", this.host] : []), ...args]);
  }
}

function countOf(listing: string): RunningNow {
  const services = listing
    .split("\n")
    .filter(Boolean)
    .map((line) => container.parse(JSON.parse(line)))
    .map(({ State, Labels }) => ({ runs: State === "running", labels: new Map(Labels.split(",").map(split)) }))
    .filter(({ labels }) => labels.get("vector-platform.role") === "service");
  const workloads = new Set(services.map(({ labels }) => labels.get("vector-platform.workload") ?? ""));
  for (const { runs, labels } of services) if (!runs) workloads.delete(labels.get("vector-platform.workload") ?? "");
  return { workloads, running: services.filter(({ runs }) => runs).length, total: services.length };
}

function dockerHost(resources: readonly Resource[]): string | undefined {
  const provider = resources.find(({ type }) => isProvider(type) && packageOf(type) === "docker");
  const host = provider?.inputs?.host;
  return typeof host === "string" && host !== "" ? host : undefined;
}

function stackLabel(resources: readonly Resource[]): string | undefined {
  const labels = resources
    .filter(({ type }) => type === "docker:index/container:Container")
    .flatMap(({ inputs }) => inputs?.labels as unknown as readonly { label: string; value: string }[] | undefined)
    .find((entry) => entry?.label === "vector-platform.stack");
  return labels?.value;
}

function split(label: string): [string, string] {
  const at = label.indexOf("=");
  return [label.slice(0, at), label.slice(at + 1)];
}
