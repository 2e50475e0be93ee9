import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { OnChange, Workload } from "../../workload";
import { hardening, healthcheck, lifecycle, PIDS_LIMIT, publishedPorts } from "./container";
import type { DockerRuntime } from "./docker-runtime";
import { type FileMount, fileMounts, filesThat, type MountedFile, mountedFiles } from "./files";
import { readyScript, reloadScript } from "./gate";

/**
 * Files belong to root, since Docker would look any other owner up among the users of its own host; the workload reads
 * them as a member of their group, which owns nothing else in our images.
 */
const FILES_GROUP = "0";

/** The resources of one workload on Docker: its image, volumes, files, containers, and a gate behind each container. */
export class DockerWorkload {
  private readonly files: readonly MountedFile[];
  private readonly fileMounts: readonly FileMount[];
  private readonly opts: pulumi.CustomResourceOptions;

  constructor(
    private readonly runtime: DockerRuntime,
    private readonly workload: Workload,
    parent: pulumi.Resource,
  ) {
    this.files = mountedFiles(workload);
    this.fileMounts = fileMounts(this.files);
    this.opts = { parent, provider: runtime.engine };
    const image = this.createImage();
    const fileVolumes = this.createFileVolumes();
    const restartFiles = this.createFiles("restart", image, fileVolumes);
    const reloadFiles = this.createFiles("reload", image, fileVolumes);
    this.createReplicas(image, fileVolumes, restartFiles, reloadFiles);
  }

  private createImage(): docker.RemoteImage {
    const { reference, build } = this.workload.image;
    return new docker.RemoteImage(
      `${this.workload.name}-image`,
      {
        name: reference,
        keepLocally: true,
        ...(build && {
          build: { context: build.context, tags: [reference], buildArgs: { ...build.args } },
          triggers: { fingerprint: build.fingerprint },
        }),
      },
      this.opts,
    );
  }

  private createFileVolumes(): docker.Volume[] {
    return this.fileMounts.map(({ directory, suffix }) => {
      const name = `${this.workload.name}-${suffix}`;
      const labels = [{ label: "vector-platform.directory", value: directory }];
      return new docker.Volume(name, { name: this.physical(name), labels }, this.opts);
    });
  }

  /**
   * Files travel inside a container that is never started: Docker copies into its mounts whether or not it runs, so they
   * reach a volume on any engine, over any transport, and nothing of a secret shows in an
   * environment or a command. Its own root file system cannot be read-only, since Docker refuses to copy into that.
   */
  private createFiles(
    onChange: OnChange,
    image: docker.RemoteImage,
    volumes: readonly docker.Volume[],
  ): docker.Container | undefined {
    const files = filesThat(onChange, this.files);
    if (files.length === 0) return undefined;
    const name = `${this.workload.name}-files-${onChange}`;
    return new docker.Container(
      name,
      {
        ...hardening(this.workload),
        name: this.physical(name),
        image: image.imageId,
        readOnly: false,
        tmpfs: {},
        start: false,
        mustRun: false,
        networkMode: "none",
        labels: this.labels("files"),
        mounts: this.mounts(volumes, false),
        uploads: files.map(({ path, content, mode }) => ({ file: path, content, permissions: mode })),
      },
      this.opts,
    );
  }

  /** One after the other: the next replica is touched only when the one before it is ready. */
  private createReplicas(
    image: docker.RemoteImage,
    fileVolumes: readonly docker.Volume[],
    restartFiles: docker.Container | undefined,
    reloadFiles: docker.Container | undefined,
  ): void {
    let before: pulumi.Resource[] = reloadFiles ? [reloadFiles] : [];
    for (let replica = 1; replica <= (this.workload.replicas ?? 1); replica++) {
      const container = this.createContainer(replica, image, fileVolumes, restartFiles, before);
      before = [this.createGate(replica, container, reloadFiles)];
    }
  }

  private createContainer(
    replica: number,
    image: docker.RemoteImage,
    fileVolumes: readonly docker.Volume[],
    restartFiles: docker.Container | undefined,
    before: readonly pulumi.Resource[],
  ): docker.Container {
    const { workload } = this;
    const name = replicaName(workload.name, replica);
    return new docker.Container(
      name,
      {
        ...hardening(workload),
        ...lifecycle(workload),
        name: this.physical(name),
        hostname: name,
        ...(this.files.length > 0 && { groupAdds: [FILES_GROUP] }),
        image: image.imageId,
        ...(workload.command && { command: [...workload.command] }),
        envs: Object.entries(workload.env ?? {}).map(([key, value]) => pulumi.interpolate`${key}=${value}`),
        ...(workload.resources.gpus && { gpus: "all" }),
        labels: this.labels("service", restartFiles),
        healthcheck: healthcheck(workload, this.runtime.args.health),
        ports: publishedPorts(workload),
        networksAdvanced: this.networks(name),
        mounts: this.mounts(fileVolumes, true),
        volumes: [...this.dataVolumes(name), ...this.hostPaths()],
        // The gate behind it waits for readiness and knows how to explain a failure.
        wait: false,
        mustRun: true,
      },
      { ...this.opts, dependsOn: [...before] },
    );
  }

  /** Holds the update until the container is ready; a changed file that asks for a reload passes through here too. */
  private createGate(
    replica: number,
    container: docker.Container,
    reloadFiles?: docker.Container,
  ): command.local.Command {
    const name = replicaName(this.workload.name, replica);
    const script = [this.physical(name), this.workload, PIDS_LIMIT] as const;
    const { host } = this.runtime.args;
    return new command.local.Command(
      `${name}-ready`,
      {
        // In variables, since a failure is reported with the command line in front of what it printed.
        create: 'sh -c "$WAIT_UNTIL_READY"',
        ...(reloadFiles && { update: 'sh -c "$RELOAD"' }),
        environment: {
          WAIT_UNTIL_READY: readyScript(...script),
          ...(reloadFiles && { RELOAD: reloadScript(...script), RELOADED_FILES: reloadFiles.id }),
          ...(host && { DOCKER_HOST: host }),
        },
        triggers: [container.id],
        logging: "none",
      },
      { parent: this.opts.parent, dependsOn: [container] },
    );
  }

  private dataVolumes(replica: string): docker.types.input.ContainerVolume[] {
    return (this.workload.volumes ?? []).map((volume) => {
      const name = `${replica}-${volume.name}`;
      const labels = [{ label: "vector-platform.size-gib", value: `${volume.sizeGiB}` }];
      const opts = { ...this.opts, protect: volume.protected, retainOnDelete: volume.protected };
      const place = volume.hostDirectory && { driverOpts: { type: "none", o: "bind", device: volume.hostDirectory } };
      const { name: volumeName } = new docker.Volume(name, { name: this.physical(name), labels, ...place }, opts);
      return { volumeName, containerPath: volume.path };
    });
  }

  private hostPaths(): docker.types.input.ContainerVolume[] {
    return (this.workload.hostPaths ?? []).map(({ hostPath, path }) => ({
      hostPath,
      containerPath: path,
      readOnly: true,
    }));
  }

  private mounts(volumes: readonly docker.Volume[], readOnly: boolean): docker.types.input.ContainerMount[] {
    return this.fileMounts.map(({ directory }, index) => ({
      type: "volume",
      target: directory,
      source: volumes[index]?.name,
      readOnly,
      volumeOptions: { noCopy: true },
    }));
  }

  private networks(replica: string): docker.types.input.ContainerNetworksAdvanced[] {
    const { inner, outer } = this.runtime;
    const leaves = this.workload.egress || this.workload.ports.some((port) => port.publish);
    // Every replica answers to the workload's name, and each to its own.
    const aliases = [...new Set([this.workload.name, replica])];
    return [{ name: inner.name, aliases }, ...(leaves ? [{ name: outer.name, aliases }] : [])];
  }

  /** The id of the files is among the labels, so that the container is replaced exactly when they are. */
  private labels(role: "service" | "files", restartFiles?: docker.Container): docker.types.input.ContainerLabel[] {
    return [
      { label: "vector-platform.stack", value: this.runtime.args.prefix },
      { label: "vector-platform.workload", value: this.workload.name },
      { label: "vector-platform.role", value: role },
      ...(restartFiles ? [{ label: "vector-platform.files", value: restartFiles.id }] : []),
    ];
  }

  private physical(name: string): string {
    return `${this.runtime.args.prefix}-${name}`;
  }
}

/** The first replica has the workload's own name, so that scaling up or down never renames it. */
export function replicaName(workload: string, replica: number): string {
  return replica === 1 ? workload : `${workload}-${replica}`;
}
