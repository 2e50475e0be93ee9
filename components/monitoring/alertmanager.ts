import * as pulumi from "@pulumi/pulumi";
import type { Image, Resources, Workload } from "../workload";
import { alertmanagerConfig } from "./alertmanager-config";
import { ALERTMANAGER, publicUrl } from "./paths";

/** Who is told about an alert. `log` tells nobody: alerts are seen in Alertmanager by those who look. */
export type AlertReceiver =
  | { readonly kind: "webhook"; readonly url: pulumi.Output<string> }
  | { readonly kind: "log" };

export interface AlertmanagerArgs {
  readonly image: Image;
  readonly resources: Resources;
  readonly receiver: AlertReceiver;
  readonly operatorUrl: string;
}

const CONFIG_FILE = "/run/secrets/alertmanager/alertmanager.yml";
const DATA = "/alertmanager";

/** Groups alerts, silences what follows from another one, and tells the receiver. */
export function alertmanagerWorkload(name: string, args: AlertmanagerArgs): Workload {
  return {
    name,
    image: args.image,
    command: [
      `--config.file=${CONFIG_FILE}`,
      `--storage.path=${DATA}`,
      `--web.external-url=${publicUrl(args.operatorUrl, ALERTMANAGER.prefix)}`,
      `--web.route-prefix=${ALERTMANAGER.prefix}`,
      // One Alertmanager has no peers to talk to.
      "--cluster.listen-address=",
    ],
    // The whole file is secret: before 0.26 the address of a webhook can stand only in it.
    secrets: [{ path: CONFIG_FILE, content: configOf(args.receiver), onChange: "reload" }],
    reload: { signal: "SIGHUP", check: ["amtool", "check-config", CONFIG_FILE] },
    ports: [{ name: "http", number: ALERTMANAGER.port }],
    volumes: [{ name: "data", path: DATA, sizeGiB: 1, protected: false }],
    health: {
      ready: { kind: "http", path: `${ALERTMANAGER.prefix}/-/ready`, port: ALERTMANAGER.port, with: "wget" },
      live: { kind: "http", path: `${ALERTMANAGER.prefix}/-/healthy`, port: ALERTMANAGER.port, with: "wget" },
      startWithinSeconds: 60,
    },
    resources: args.resources,
    stateful: true,
    user: 65534,
    importance: "watching",
    egress: args.receiver.kind === "webhook",
    scrape: { port: ALERTMANAGER.port, path: `${ALERTMANAGER.prefix}/metrics` },
    stop: { signal: "SIGTERM", graceSeconds: 20 },
  };
}

function configOf(receiver: AlertReceiver): pulumi.Output<string> {
  return receiver.kind === "webhook"
    ? receiver.url.apply((url) => alertmanagerConfig(url))
    : pulumi.output(alertmanagerConfig());
}
