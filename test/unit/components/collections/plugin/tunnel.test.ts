import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { configuration } from "../../../../../components/collections/plugin/configuration";
import { Connection } from "../../../../../components/collections/plugin/connection";
import { Tunnel } from "../../../../../components/collections/plugin/tunnel";
import { API_KEY, FakeQdrant, OPERATOR_KEY } from "../../../../engine/collections/fake-qdrant";
import { selfSigned } from "../../../../engine/collections/stack";

const PLACE = { context: "lab", namespace: "vp", workload: "gateway", port: 9443 };
const certificate = selfSigned();
const qdrant = new FakeQdrant(certificate);
const folder = mkdtempSync(join(tmpdir(), "tunnel-"));
const calls = join(folder, "calls");
const path = process.env.PATH;
let farPort: number;
const tunnels: Tunnel[] = [];

/** A program that stands in for kubectl: notes how it was called, and what follows is up to the test. */
function kubectl(body: string): void {
  const head = `require("fs").appendFileSync(${JSON.stringify(calls)}, process.argv.slice(2).join(" ") + "\\n");`;
  const next = join(folder, "kubectl-next");
  writeFileSync(next, `#!${process.execPath}\n${head}\n${body}\n`);
  chmodSync(next, 0o755);
  // In one step: somebody may be starting the old one.
  renameSync(next, join(folder, "kubectl"));
}

/** Leads to the fake Qdrant. */
const leading = () => `
const net = require("net");
net.createServer((near) => {
  const far = net.connect(${farPort}, "127.0.0.1");
  near.pipe(far).pipe(near);
  for (const side of [near, far]) side.on("error", () => {});
}).listen(0, "127.0.0.1", function () { console.log("Forwarding from 127.0.0.1:" + this.address().port + " -> 9443"); });
`;

function opened(): Tunnel {
  const tunnel = new Tunnel(PLACE);
  tunnels.push(tunnel);
  return tunnel;
}

const called = () => readFileSync(calls, "utf8").trim().split("\n");

beforeAll(async () => {
  farPort = Number(new URL(await qdrant.start()).port);
});

afterEach(() => {
  for (const tunnel of tunnels.splice(0)) tunnel.close();
  vi.unstubAllEnvs();
  rmSync(calls, { force: true });
});

afterAll(async () => {
  await qdrant.stop();
  rmSync(folder, { recursive: true });
});

/** A busy machine may take seconds to start a program. */
describe("a tunnel", { timeout: 60_000 }, () => {
  it("is kubectl's own, to the workload's service, and one for all who ask", async () => {
    vi.stubEnv("PATH", `${folder}:${path}`);
    kubectl(leading());
    const tunnel = opened();
    const [one, other] = await Promise.all([tunnel.port(), tunnel.port()]);
    expect(one).toBe(other);
    expect(called()).toEqual(["--context lab --namespace vp port-forward --address 127.0.0.1 service/gateway :9443"]);
  });

  it("is opened again when it has ended, and when it is given up", async () => {
    vi.stubEnv("PATH", `${folder}:${path}`);
    kubectl(`${leading()} setTimeout(() => process.exit(1), 200);`);
    const tunnel = opened();
    const first = await tunnel.port();
    await vi.waitFor(async () => expect(await tunnel.port()).not.toBe(first), { timeout: 30_000, interval: 100 });
    kubectl(leading());
    const before = await tunnel.port();
    await tunnel.drop(before);
    await tunnel.drop(before);
    expect(await tunnel.port()).not.toBe(before);
  });

  it("says what kubectl says, and what was tried", async () => {
    vi.stubEnv("PATH", `${folder}:${path}`);
    kubectl(`console.error('error: services "gateway" not found'); process.exit(1);`);
    await expect(opened().port()).rejects.toThrow(
      /no tunnel to gateway in the namespace vp: error: services "gateway" not found.*`kubectl --context lab .*`/,
    );
  });

  it("says that kubectl is missing", async () => {
    vi.stubEnv("PATH", join(folder, "empty"));
    await expect(opened().port()).rejects.toThrow(/no kubectl on the PATH: install it/);
  });
});

describe("a connection through a tunnel", { timeout: 60_000 }, () => {
  const connection = (certifiedName: string, patienceSeconds = "30") =>
    new Connection(
      configuration.parse({
        endpoint: "https://127.0.0.1:9443/qdrant",
        ...{ operatorKey: OPERATOR_KEY, apiKey: API_KEY, caCertificate: certificate.cert, patienceSeconds },
        tunnel: JSON.stringify({ ...PLACE, certifiedName }),
      }),
    );

  it("reaches what is behind it, and again after it broke", async () => {
    vi.stubEnv("PATH", `${folder}:${path}`);
    kubectl(leading());
    const far = connection("127.0.0.1");
    expect((await far.send("GET", "/collections/none")).status).toBe(404);
    kubectl(`console.log("Forwarding from 127.0.0.1:1 -> 9443"); setTimeout(() => {}, 60_000);`);
    const late = connection("127.0.0.1");
    const answered = late.send("GET", "/collections/none");
    await vi.waitFor(() => expect(called().length).toBeGreaterThan(2), { timeout: 30_000 });
    kubectl(leading());
    expect((await answered).status).toBe(404);
    far.interrupt();
    late.interrupt();
  });

  it("trusts the certificate for the name of the far end alone", async () => {
    vi.stubEnv("PATH", `${folder}:${path}`);
    kubectl(leading());
    const other = connection("operator.example.org");
    await expect(other.send("GET", "/collections/none")).rejects.toThrow(/certificate of .* is not trusted/);
    other.interrupt();
  });
});

describe("the provider's word for a tunnel", () => {
  it.each(["", "{}", '{"context":"lab","namespace":"vp","workload":"gateway","port":"9443"}'])(
    "is not %j",
    (tunnel) => {
      const { error } = configuration.safeParse({
        ...{ endpoint: "https://127.0.0.1/qdrant", operatorKey: OPERATOR_KEY, apiKey: API_KEY, tunnel },
      });
      expect(error?.issues.map(({ path: at }) => at.join("."))).toEqual(["tunnel"]);
    },
  );
});
