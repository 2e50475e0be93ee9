import { type Client, credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The engine's own log, where a provider's words reach the user beside the resource they are about. */
export class EngineLog {
  private client: (Client & InstanceType<typeof EngineClient>) | undefined;

  constructor(private readonly address: string | undefined) {}

  info(message: string, urn = "", ephemeral = false): void {
    if (!this.address) return;
    this.client ??= new EngineClient(this.address, credentials.createInsecure());
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    // A lost log line must not fail the operation that it tells about.
    this.client.log(request, () => undefined);
  }
}
