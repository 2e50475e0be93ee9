import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Message } from "google-protobuf";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Thing, Things } from "./things";

/**
 * A provider whose things are files in a folder: `value` changes in place, `hard` replaces, `serial` and the id are made up
 * anew for every thing. The engine finds it by its path and a test sees what it did by looking into the folder.
 */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const things = new Things(process.env.THINGS ?? "");

const handlers: Record<string, (request: never) => Message | Promise<Message>> = {
  getPluginInfo: () => new PluginInfo().setVersion("0.1.0"),
  checkConfig: (request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews()),
  diffConfig: (request: proto.DiffRequest) => diff(plain(request.getOldInputs()), plain(request.getNews()), []),
  configure: () =>
    new proto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true).setAcceptresources(true),
  check: (request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews()),
  diff: (request: proto.DiffRequest) => diff(plain(request.getOldInputs()), plain(request.getNews()), ["hard"]),
  create: async (request: proto.CreateRequest) => {
    const inputs = plain(request.getProperties());
    if (request.getPreview()) return new proto.CreateResponse().setProperties(struct({ ...inputs, serial: UNKNOWN }));
    await things.untilAllowed(inputs);
    const { id, outputs } = things.create(inputs);
    return new proto.CreateResponse().setId(id).setProperties(struct(outputs));
  },
  update: (request: proto.UpdateRequest) => {
    const inputs = plain(request.getNews());
    const serial = plain(request.getOlds()).serial;
    if (!request.getPreview()) things.update(request.getId(), { ...inputs, serial });
    return new proto.UpdateResponse().setProperties(struct({ ...inputs, serial }));
  },
  read: (request: proto.ReadRequest) => {
    const found = things.read(request.getId());
    const response = new proto.ReadResponse();
    if (!found) return response;
    const { serial, ...inputs } = found;
    return response
      .setId(request.getId())
      .setProperties(struct({ ...inputs, serial }))
      .setInputs(struct(inputs));
  },
  delete: (request: proto.DeleteRequest) => {
    things.remove(request.getId());
    return new Empty();
  },
  cancel: () => new Empty(),
};

function diff(before: Thing, after: Thing, replacing: readonly string[]): proto.DiffResponse {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = keys.filter((key) => JSON.stringify(sorted(before[key])) !== JSON.stringify(sorted(after[key])));
  const response = new proto.DiffResponse();
  response.setChanges(changed.length > 0 ? proto.DiffResponse.DiffChanges.DIFF_SOME : DIFF_NONE);
  response.setDiffsList(changed);
  response.setReplacesList(changed.filter((key) => replacing.includes(key)));
  return response;
}

const DIFF_NONE = proto.DiffResponse.DiffChanges.DIFF_NONE;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, child]) => [key, sorted(child)]),
  );
}

function plain(message: Struct | undefined): Thing {
  return (message?.toJavaScript() ?? {}) as Thing;
}

function struct(values: object): Struct {
  return Struct.fromJavaScript(values as never);
}

function service(): UntypedServiceImplementation {
  const answer = (handler: (request: never) => Message | Promise<Message>) =>
    (async ({ request }: { request: never }, reply: (error: object | null, message?: Message) => void) => {
      try {
        reply(null, await handler(request));
      } catch (error) {
        reply({ code: 2, details: error instanceof Error ? error.message : String(error) });
      }
    }) as never;
  return Object.fromEntries(Object.entries(handlers).map(([method, handler]) => [method, answer(handler)]));
}

const server = new Server();
server.addService(ResourceProviderService as never, service());
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().once("end", () => process.exit(0));
