import {
  type handleUnaryCall,
  Metadata,
  type ServerUnaryCall,
  type ServiceDefinition,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  type CheckRequest,
  type ConfigureRequest,
  ConfigureResponse,
  ErrorResourceInitFailed,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Message } from "google-protobuf";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { checked } from "./check";
import { configuration } from "./configuration";
import { type Handler, operations, RecordedError } from "./operations";
import type { CollectionProvider } from "./provider";
import { open, seal } from "./values";

const VERSION = "0.1.0";

/**
 * The engine's provider protocol. The SDK's own server drops the provider's configuration and loads the whole SDK, which
 * takes three times as long as everything here; what is not answered here the engine learns is unimplemented.
 */
export function collectionService(provider: CollectionProvider): [ServiceDefinition, UntypedServiceImplementation] {
  const handlers = { ...protocol(provider), ...operations(provider) };
  const service = Object.entries(handlers).map(([method, handler]) => [method, answer(handler) as UntypedHandleCall]);
  return [ResourceProviderService as unknown as ServiceDefinition, Object.fromEntries(service)];
}

function protocol(provider: CollectionProvider): Record<string, Handler> {
  return {
    getPluginInfo: () => new PluginInfo().setVersion(VERSION),
    checkConfig: (request: CheckRequest) => {
      const response = checked(configuration, request.getNews());
      // As they came: opened keys must not go back.
      return response.setInputs(request.getNews());
    },
    configure: (request: ConfigureRequest) => {
      provider.configure(configuration.parse(open(request.getArgs())));
      return new ConfigureResponse().setSupportspreview(true);
    },
    cancel: () => {
      provider.interrupt();
      return new Empty();
    },
  };
}

function answer(handler: Handler): handleUnaryCall<never, Message> {
  return async (call: ServerUnaryCall<never, Message>, callback) => {
    try {
      callback(null, await handler(call.request));
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      callback({ code: status.UNKNOWN, details, metadata: error instanceof RecordedError ? record(error) : undefined });
    }
  };
}

/** gRPC carries such details as a trailer of this name. */
function record({ id, properties, message }: RecordedError): Metadata {
  const failed = new ErrorResourceInitFailed().setId(id);
  failed.setProperties(seal(properties)).addReasons(message);
  const packed = new Any();
  packed.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const envelope = new Status().setCode(status.UNKNOWN);
  envelope.setMessage(message).addDetails(packed);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(envelope.serializeBinary()));
  return metadata;
}
