import { credentials, type Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  type CheckResponse,
  ConfigureRequest,
  CreateRequest,
  type CreateResponse,
  DeleteRequest,
  DiffRequest,
  type DiffResponse,
  ReadRequest,
  type ReadResponse,
  UpdateRequest,
  type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CollectionProvider } from "../../../../../components/collections/plugin/provider";
import { collectionService } from "../../../../../components/collections/plugin/service";
import { seal } from "../../../../../components/collections/plugin/values";
import { API_KEY, FakeQdrant, OPERATOR_KEY } from "../../../../engine/collections/fake-qdrant";
import { selfSigned } from "../../../../engine/collections/stack";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const FULL = {
  name: "notes",
  dimensions: 4,
  distance: "Cosine",
  replicas: 1,
  shards: 1,
  quantization: "none",
  onDisk: false,
  hnsw: { m: 16, efConstruct: 100 },
  payloadIndexes: { source: "keyword" },
  backupPriority: "low",
};

const certificate = selfSigned();
const qdrant = new FakeQdrant(certificate);
const server = new Server();
let client: ResourceProviderClient;
let endpoint: string;

/** One call over the wire, as the engine makes it. */
function ask<T>(method: string, request: object): Promise<T> {
  const call = (client as unknown as Record<string, Call<T>>)[method];
  return new Promise((resolve, reject) =>
    call?.call(client, request, (error, response) => (error ? reject(error) : resolve(response))),
  );
}
type Call<T> = (
  request: object,
  callback: (error: (Error & { metadata: Metadata }) | null, response: T) => void,
) => void;

beforeAll(async () => {
  endpoint = await qdrant.start();
  server.addService(...collectionService(new CollectionProvider()));
  const port = await new Promise<number>((resolve) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_, bound) => resolve(bound)),
  );
  client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  server.forceShutdown();
  await qdrant.stop();
});

function configuration(): Record<string, unknown> {
  const secret = (value: string) => ({ ...SECRET, value });
  const keys = { operatorKey: secret(OPERATOR_KEY), apiKey: secret(API_KEY) };
  return { endpoint, ...keys, caCertificate: certificate.cert, patienceSeconds: "1" };
}

describe("the provider's configuration", () => {
  it("is needed before anything else", async () => {
    await expect(ask("delete", new DeleteRequest().setId("notes"))).rejects.toThrow("was not configured");
  });

  it("comes back as it went, secrets still sealed", async () => {
    const response = await ask<CheckResponse>("checkConfig", new CheckRequest().setNews(seal(configuration())));
    expect(response.getFailuresList()).toEqual([]);
    expect(response.getInputs()?.toJavaScript()).toEqual(configuration());
  });

  it("reports all problems at once, and no key", async () => {
    const wrong = { endpoint: "http://x", operatorKey: "short", apiKey: API_KEY, caCertificate: "none" };
    const response = await ask<CheckResponse>("checkConfig", new CheckRequest().setNews(seal(wrong)));
    expect(response.getFailuresList().map((f) => f.getProperty())).toEqual([
      "endpoint",
      "operatorKey",
      "caCertificate",
    ]);
    expect(JSON.stringify(response.getFailuresList().map((f) => f.getReason()))).not.toContain("short");
  });

  it("is taken from sealed values", async () => {
    await ask("configure", new ConfigureRequest().setArgs(seal(configuration())));
    expect((await ask<{ getVersion(): string }>("getPluginInfo", new Empty())).getVersion()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe("a collection over the wire", () => {
  it("is completed with defaults, and passes unknown values", async () => {
    const check = (news: object) => ask<CheckResponse>("check", new CheckRequest().setNews(seal(news)));
    const brief = { name: "notes", dimensions: 4, payloadIndexes: { source: "keyword" }, backupPriority: "low" };
    expect((await check(brief)).getInputs()?.toJavaScript()).toEqual(FULL);
    const unknown = { name: UNKNOWN, dimensions: 4 };
    expect((await check(unknown)).getInputs()?.toJavaScript()).toEqual(unknown);
    const failures = (await check({ name: "notes", dimensions: 4, hnsw: { m: 1 }, typo: 1 })).getFailuresList();
    expect(failures.map((f) => f.getProperty())).toEqual(["hnsw.m", ""]);
  });

  it("is previewed without a look, then created", async () => {
    const request = () => new CreateRequest().setProperties(seal(FULL));
    await ask("create", request().setPreview(true));
    expect(qdrant.collections.size).toBe(0);
    const created = await ask<CreateResponse>("create", request());
    expect([created.getId(), created.getProperties()?.toJavaScript()]).toEqual(["notes", FULL]);
  });

  it("says which differences replace it", async () => {
    const request = new DiffRequest().setOlds(seal(FULL)).setNews(seal({ ...FULL, dimensions: 8, onDisk: true }));
    const response = await ask<DiffResponse>("diff", request);
    expect([response.getDiffsList(), response.getReplacesList()]).toEqual([["dimensions", "onDisk"], ["dimensions"]]);
    expect(response.getDeletebeforereplace()).toBe(true);
    const same = await ask<DiffResponse>("diff", new DiffRequest().setOlds(seal(FULL)).setNews(seal(FULL)));
    expect(same.getChanges()).toBe(1);
  });

  it("is changed in place, sending only what differs", async () => {
    const wanted = { ...FULL, replicas: 2, quantization: "binary", onDisk: true, hnsw: { m: 8, efConstruct: 50 } };
    const request = () => new UpdateRequest().setId("notes").setOlds(seal(FULL)).setNews(seal(wanted));
    await ask("update", request().setPreview(true));
    const updated = await ask<UpdateResponse>("update", request());
    expect(updated.getProperties()?.toJavaScript()).toEqual(wanted);
    qdrant.writes.length = 0;
    await ask("update", request());
    expect(qdrant.writes).toEqual([]);
  });

  it("reports a change that Qdrant took and did not make", async () => {
    qdrant.deaf = true;
    const request = new UpdateRequest().setId("notes").setNews(seal(FULL));
    await expect(ask("update", request)).rejects.toThrow("still reports another replicas, quantization, onDisk, hnsw.");
    qdrant.deaf = false;
    await ask("update", request);
  });

  it("is read as it is, or as gone", async () => {
    const read = (id: string) => ask<ReadResponse>("read", new ReadRequest().setId(id).setProperties(seal({})));
    expect((await read("notes")).getInputs()?.toJavaScript()).toEqual({ ...FULL, backupPriority: "medium" });
    expect((await read("nothing")).getId()).toBe("");
  });

  it("is kept as recorded when nobody could look", async () => {
    qdrant.broken = { status: 401, body: "no" };
    const request = new ReadRequest().setId("notes").setProperties(seal(FULL));
    const error = await ask("read", request).catch((e: Error & { metadata: Metadata }) => e);
    qdrant.broken = undefined;
    expect(String(error)).toContain("could not look");
    expect((error as { metadata: Metadata }).metadata.get("grpc-status-details-bin")).toHaveLength(1);
  });

  it("cannot be one with named vectors", async () => {
    const stored = structuredClone(qdrant.collections.get("notes"));
    if (stored) stored.config.params.vectors = { title: { size: 4 } };
    qdrant.collections.set("named", stored as NonNullable<typeof stored>);
    const request = new ReadRequest().setId("named").setProperties(seal({}));
    await expect(ask("read", request)).rejects.toThrow("has named vectors");
  });

  it("says so when Qdrant refuses or keeps failing", async () => {
    qdrant.broken = { status: 400, body: JSON.stringify({ status: { error: "Wrong input: no" } }) };
    const create = () => ask("create", new CreateRequest().setProperties(seal({ ...FULL, name: "other" })));
    await expect(create()).rejects.toThrow('Qdrant did not create the collection "other" (HTTP 400): Wrong input: no');
    qdrant.broken = { status: 503, body: "starting" };
    await expect(create()).rejects.toThrow("answered HTTP 503: starting");
    qdrant.broken = undefined;
  });

  it("is not created anew in silence when it has vanished", async () => {
    const request = new UpdateRequest().setId("gone").setNews(seal({ ...FULL, name: "gone" }));
    await expect(ask("update", request)).rejects.toThrow("is not in Qdrant any more");
  });

  it("is deleted, also a second time", async () => {
    await ask("delete", new DeleteRequest().setId("notes"));
    await ask("delete", new DeleteRequest().setId("notes"));
    expect(qdrant.collections.has("notes")).toBe(false);
  });

  it("stops waiting when the user interrupts", async () => {
    qdrant.broken = { status: 503, body: "starting" };
    const waiting = expect(ask("delete", new DeleteRequest().setId("notes"))).rejects.toThrow("interrupted");
    await ask("cancel", new Empty());
    await waiting;
    qdrant.broken = undefined;
  });
});
