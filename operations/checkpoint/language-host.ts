import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { Run } from "./program";

type Answer<T> = (error: Error | null, response: T) => void;

/** What the engine calls in place of a program on disk (`pulumi up --client=…`); it lives as long as one run. */
export class LanguageHost {
  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  /** @param execute the program; an error that it throws is shown as the program's own */
  static async start(execute: (run: Run) => Promise<void>): Promise<LanguageHost> {
    const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
    const server = new Server(unlimited);
    server.addService(LanguageRuntimeService as never, service(execute));
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    return new LanguageHost(server, `127.0.0.1:${port}`);
  }

  stop(): void {
    this.server.forceShutdown();
  }
}

function service(execute: (run: Run) => Promise<void>): UntypedServiceImplementation {
  return {
    getRequiredPlugins: (_call: unknown, answer: Answer<proto.GetRequiredPluginsResponse>) =>
      answer(null, new proto.GetRequiredPluginsResponse()),
    getPluginInfo: (_call: unknown, answer: Answer<PluginInfo>) => {
      const info = new PluginInfo();
      info.setVersion("1.0.0");
      answer(null, info);
    },
    run: ({ request }: { request: proto.RunRequest }, answer: Answer<proto.RunResponse>) => {
      const run = { project: request.getProject(), stack: request.getStack(), monitor: request.getMonitorAddress() };
      execute(run).then(
        () => answer(null, new proto.RunResponse()),
        (error: unknown) => answer(null, failure(error)),
      );
    },
  };
}

/** What comes from the engine it has said itself; only what went wrong in here needs words. */
function failure(error: unknown): proto.RunResponse {
  const response = new proto.RunResponse();
  const fromEngine = typeof error === "object" && error !== null && "code" in error && "details" in error;
  if (fromEngine && isShuttingDown(error.code)) response.setBail(true);
  else response.setError(error instanceof Error ? error.message : String(error));
  return response;
}

/** gRPC's CANCELLED and UNAVAILABLE: the engine has stopped listening after an error that it reported. */
const isShuttingDown = (code: unknown) => code === 1 || code === 14;
