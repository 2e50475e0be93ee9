import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type ServiceError,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  type ConfigureRequest,
  ConfigureResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Message } from "google-protobuf";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { EngineLog } from "./engine";
import { dieWithParent } from "./lifetime";
import { operations } from "./operations";
import type { Resource } from "./resource";

/** The engine sends whole build contexts and file contents; gRPC's own limit of 4 MiB is too small. */
const LARGEST_MESSAGE_BYTES = 400 * 1024 * 1024;

export interface Provider {
  /** First part of every token, `docker` for `docker:index/container:Container`. */
  readonly package: string;
  readonly version: string;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Called once, before any resource. @default - nothing to configure */
  configure?(settings: Readonly<Record<string, string>>): Promise<void>;
}

type Handler = (request: never) => Message | Promise<Message>;

/** Serves a provider to the engine: prints the port, then answers until the engine goes away. */
export function serve(provider: Provider, args: readonly string[]): void {
  const log = new EngineLog(args.find((argument) => !argument.startsWith("-")));
  const interrupted = new AbortController();
  const handlers: Record<string, Handler> = {
    ...protocol(provider, log, interrupted),
    ...operations(provider.resources, log, interrupted.signal),
  };
  const server = new Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE_BYTES,
    "grpc.max_send_message_length": LARGEST_MESSAGE_BYTES,
  });
  server.addService(ResourceProviderService as unknown as ServiceDefinition, unary(handlers));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  dieWithParent();
}

function protocol(provider: Provider, log: EngineLog, interrupted: AbortController): Record<string, Handler> {
  return {
    handshake: () => {
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    },
    getPluginInfo: () => {
      const info = new PluginInfo();
      info.setVersion(provider.version);
      return info;
    },
    getSchema: () => {
      const response = new GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: provider.package, version: provider.version, resources: {} }));
      return response;
    },
    configure: async (request: ConfigureRequest) => {
      log.info(`${provider.package} ${provider.version}: a stand-in for the official provider plugin`);
      await provider.configure?.(settingsOf(provider, request));
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    },
    cancel: () => {
      interrupted.abort(new Error("interrupted by the user"));
      return new Empty();
    },
  };
}

function settingsOf(provider: Provider, request: ConfigureRequest): Record<string, string> {
  const prefix = `${provider.package}:config:`;
  const named = request
    .getVariablesMap()
    .toArray()
    .map(([key, value]) => [key.slice(prefix.length), value] as const);
  return Object.fromEntries(named);
}

function unary(handlers: Readonly<Record<string, Handler>>): UntypedServiceImplementation {
  const service: UntypedServiceImplementation = {};
  for (const [method, handler] of Object.entries(handlers)) service[method] = answer(handler) as UntypedHandleCall;
  return service;
}

function answer(handler: Handler): handleUnaryCall<never, Message> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => handler(call.request))
      .then(
        (response) => callback(null, response),
        (error: Partial<ServiceError> & Error) =>
          callback({ code: error.code ?? status.UNKNOWN, details: error.message, metadata: error.metadata }),
      );
  };
}
