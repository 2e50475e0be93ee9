import * as pulumi from "@pulumi/pulumi";
import type { Image, Runtime, Tunnel, Workload } from "../workload";
import { fingerprintOf, haproxyConfig } from "./haproxy-config";
import {
  CONFIG_FILE,
  DEFAULT_LIMITS,
  type GatewayInput,
  IN_CONTAINER,
  METRICS_PORT,
  OPERATOR_PORT,
  PUBLIC_PORT,
} from "./input";
import { keyMap } from "./keys";
import { FINGERPRINT_PATH } from "./sections/metrics";

export interface GatewayArgs extends Omit<GatewayInput, "place"> {
  readonly runtime: Runtime;
  readonly image: Image;
  /** Certificate chain and private key as one PEM text. */
  readonly certificate: pulumi.Output<string>;
  /** Who may call the API. */
  readonly apiKeys: pulumi.Input<readonly CallerKey[]>;
  /** Who may use the operator entry and name a slot on the public one. */
  readonly operatorKeys: pulumi.Input<readonly CallerKey[]>;
  /** Names of the workloads behind the slots and the operator routes. */
  readonly reaches: readonly string[];
  /** @default 1 */
  readonly replicas?: number;
  /** Where the public entry leaves the platform. */
  readonly publish: Address;
  /** Where the operator entry leaves the platform; a loopback address keeps it on the machine. */
  readonly operator: Address;
  /** Cores; HAProxy gets a thread for each, rounded up. */
  readonly cpu: number;
  readonly memoryMiB: number;
}

export interface CallerKey {
  /** Lower-case word that stands for the key in logs and limits; the same name twice is one caller with two keys. */
  readonly name: string;
  /** At least 16 printable characters. */
  readonly key: pulumi.Input<string>;
}

export interface Address {
  readonly address: string;
  readonly port: number;
}

const HAPROXY_USER = 99;

/** The one door of the platform: TLS, keys, limits, maintenance, and the split between the slots. */
export class Gateway extends pulumi.ComponentResource {
  /** Base URL of the public entry. */
  readonly url: string;
  /** Base URL of the operator entry. */
  readonly operatorUrl: string;
  /** What has to be opened before that URL answers. @default - nothing */
  readonly tunnel: Tunnel | undefined;
  /** Host name inside the platform. */
  readonly host: string;
  /** What runs, as plain data: others read from it how to watch it. */
  readonly workload: Workload;

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vector-platform:edge:Gateway", name, {}, opts);
    this.workload = gatewayWorkload(name, args);
    this.host = args.runtime.run(this.workload, this).host;
    this.url = urlOf(args.publish);
    this.operatorUrl = urlOf(args.operator);
    this.tunnel = args.runtime.tunnelTo(name, OPERATOR_PORT);
    this.registerOutputs({ url: this.url, operatorUrl: this.operatorUrl, host: this.host });
  }
}

/** Pure, so that a test compares data and needs no engine. */
export function gatewayWorkload(name: string, args: GatewayArgs): Workload {
  const limits = { ...DEFAULT_LIMITS, ...args.limits };
  // A thread more than there are cores only waits; without a word HAProxy starts one for every core of the machine.
  const threads = args.limits?.threads ?? Math.max(1, Math.ceil(args.cpu));
  const config = haproxyConfig({ ...args, limits: { ...limits, threads }, place: IN_CONTAINER });
  return {
    name,
    image: args.image,
    command: ["haproxy", "-W", "-db", "-f", CONFIG_FILE],
    files: [{ path: CONFIG_FILE, content: config, onChange: "reload" }],
    secrets: [
      { path: IN_CONTAINER.certificate, content: pulumi.secret(args.certificate), onChange: "reload" },
      { path: IN_CONTAINER.apiKeys, content: keyFile("apiKeys", args.apiKeys), onChange: "reload" },
      { path: IN_CONTAINER.operatorKeys, content: keyFile("operatorKeys", args.operatorKeys), onChange: "reload" },
    ],
    reload: {
      signal: "SIGUSR2",
      check: ["haproxy", "-c", "-f", CONFIG_FILE],
      applied: ["bash", "-c", inEffect(config)],
    },
    ports: [
      { name: "https", number: PUBLIC_PORT, publish: { ...args.publish, audience: "users" } },
      { name: "operator", number: OPERATOR_PORT, publish: { ...args.operator, audience: "operators" } },
      { name: "metrics", number: METRICS_PORT },
    ],
    scratch: [
      { path: "/run/haproxy", sizeMiB: 1 },
      { path: "/tmp", sizeMiB: 16 },
    ],
    health: {
      ready: { kind: "http", path: "/ready", port: METRICS_PORT, with: "bash" },
      startWithinSeconds: 60,
    },
    resources: { cpu: args.cpu, memoryMiB: args.memoryMiB },
    replicas: args.replicas ?? 1,
    user: HAPROXY_USER,
    reaches: args.reaches,
    scrape: { port: METRICS_PORT },
    // Soft stop: no new connection, what is being served ends by itself, hard-stop-after cuts the rest.
    stop: { signal: "SIGUSR1", graceSeconds: limits.drainSeconds + 5 },
  };
}

/** HAProxy can miss the signal while its master starts, so the configuration in effect is asked for its fingerprint. */
function inEffect(config: string): string {
  const request = `GET ${FINGERPRINT_PATH} HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n`;
  return `exec 3<>/dev/tcp/127.0.0.1/${METRICS_PORT} && printf '${request}' >&3 && [[ $(cat <&3) == *${fingerprintOf(config)}* ]]`;
}

function keyFile(what: string, keys: pulumi.Input<readonly CallerKey[]>): pulumi.Output<string> {
  return pulumi.secret(pulumi.output(keys).apply((known) => keyMap(what, known)));
}

function urlOf({ address, port }: Address): string {
  const host = address === "0.0.0.0" ? "localhost" : address.includes(":") ? `[${address}]` : address;
  return `https://${host}:${port}`;
}
