import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine shows to the user. */
export function plainError(message: string): Error & { code: number } {
  return Object.assign(new Error(message), { code: status.UNKNOWN });
}

/** Tells the engine to record the resource although its creation failed; gRPC carries such details as a trailer. */
export function halfCreated(id: string, outputs: Struct, reason: string): Error {
  const failed = new ErrorResourceInitFailed();
  failed.setId(id);
  failed.setProperties(outputs);
  failed.addReasons(reason);
  const packed = new Any();
  packed.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const envelope = new Status();
  envelope.setCode(status.UNKNOWN);
  envelope.setMessage(reason);
  envelope.addDetails(packed);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(envelope.serializeBinary()));
  return Object.assign(plainError(reason), { metadata });
}
