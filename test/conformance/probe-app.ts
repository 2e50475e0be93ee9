import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../components/workload";

/** What a probe app answers when asked: enough to tell a restart from a reload, and one replica from another. */
export interface ProbeAnswer {
  readonly host: string;
  readonly startedAt: number;
  readonly readyAt: number;
  readonly restart: string;
  readonly reload: string;
  readonly secret: string;
  /** Addresses under the workload's own host name. */
  readonly peers: number;
  /** Different addresses under the host names of its members. */
  readonly members: number;
  /** When this volume was first written to. */
  readonly bornAt: number;
}

export interface ProbeAppArgs {
  readonly restart?: string;
  readonly reload?: string;
  readonly secret?: string;
  readonly replicas?: number;
  /** Milliseconds from start to ready. */
  readonly readyAfterMs?: number;
  /** Prints this and exits instead of serving. */
  readonly crash?: string;
  readonly startWithinSeconds?: number;
  readonly stateful?: boolean;
}

/** How the runtime names what runs. */
export interface ProbeHosts {
  readonly own: string;
  readonly members: readonly string[];
}

const PORT = 8080;

/** A small program that shows what a runtime gave it. Its own code arrives as a configuration file. */
export function probeApp(name: string, image: string, args: ProbeAppArgs, hosts: ProbeHosts): Workload {
  return {
    name,
    image: { reference: image },
    command: ["node", "/app/main.js"],
    env: {
      READY_AFTER_MS: `${args.readyAfterMs ?? 0}`,
      HOST: hosts.own,
      MEMBERS: hosts.members.join(","),
      CRASH: args.crash ?? "",
    },
    files: [
      { path: "/app/main.js", content: SOURCE, onChange: "restart" },
      { path: "/etc/app/restart", content: args.restart ?? "1", onChange: "restart" },
      { path: "/etc/reload/reload", content: args.reload ?? "1", onChange: "reload" },
    ],
    secrets: [{ path: "/run/secrets/app", content: pulumi.secret(args.secret ?? "planted-1"), onChange: "restart" }],
    reload: { signal: "SIGHUP", check: ["node", "-e", RELOAD_CHECK], applied: ["node", "-e", RELOAD_APPLIED] },
    ports: [{ name: "http", number: PORT }],
    // On a directory that every image lets everybody write to: Docker gives a new volume the rights that it finds there.
    volumes: [{ name: "data", path: "/tmp", sizeGiB: 1, protected: false }],
    scratch: [{ path: "/scratch", sizeMiB: 1 }],
    health: {
      ready: { kind: "http", path: "/ready", port: PORT, with: "node" },
      startWithinSeconds: args.startWithinSeconds ?? 60,
    },
    resources: { cpu: 0.5, memoryMiB: 128 },
    replicas: args.replicas ?? 1,
    stateful: args.stateful ?? false,
    reaches: [name],
    user: 1000,
    stop: { signal: "SIGTERM", graceSeconds: 2 },
  };
}

/** Refuses the value "broken", as a server's own configuration check would. */
const RELOAD_CHECK = `process.exit(require("fs").readFileSync("/etc/reload/reload","utf8")==="broken"?1:0)`;

/** Succeeds once the process answers with what the file says. */
const RELOAD_APPLIED = `fetch("http://127.0.0.1:${PORT}/").then(r=>r.json()).then(a=>process.exit(a.reload===require("fs").readFileSync("/etc/reload/reload","utf8")?0:1),()=>process.exit(1))`;

/** Run inside the workload to ask it; prints the answer as JSON. */
export const ASK = `fetch("http://127.0.0.1:${PORT}/").then(r=>r.text()).then(t=>process.stdout.write(t),()=>process.exit(1))`;

const SOURCE = `
const fs = require("fs"), os = require("os"), dns = require("dns/promises");
if (process.env.CRASH) { console.log(process.env.CRASH); process.exit(3); }
const read = (path) => fs.readFileSync(path, "utf8");
const startedAt = Date.now();
const readyAt = startedAt + Number(process.env.READY_AFTER_MS);
let reload = read("/etc/reload/reload");
process.on("SIGHUP", () => { reload = read("/etc/reload/reload"); });
process.on("SIGTERM", () => process.exit(0));
fs.writeFileSync("/scratch/writable", "yes");
if (!fs.existsSync("/tmp/born")) fs.writeFileSync("/tmp/born", String(startedAt));
const addresses = (host) => dns.resolve4(host).catch(() => []);
console.log("serving");
require("http").createServer(async (request, response) => {
  if (request.url === "/ready") return response.writeHead(Date.now() >= readyAt ? 200 : 503).end();
  const peers = (await addresses(process.env.HOST)).length;
  // Without members there is nothing to ask for: a name server may take half a minute to say that of an empty name.
  const named = await Promise.all(process.env.MEMBERS.split(",").filter(Boolean).map(addresses));
  const members = new Set(named.flat()).size;
  response.end(JSON.stringify({ host: os.hostname(), startedAt, readyAt, reload, peers, members,
    bornAt: Number(read("/tmp/born")), restart: read("/etc/app/restart"), secret: read("/run/secrets/app") }));
}).listen(${PORT});
`;
