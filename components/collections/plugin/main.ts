import { Server, ServerCredentials } from "@grpc/grpc-js";
import { CollectionProvider } from "./provider";
import { collectionService } from "./service";

/** The engine reads the port from the first line and asks for everything else over it. */
function main(): void {
  const server = new Server();
  server.addService(...collectionService(new CollectionProvider()));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  // The engine holds the other end for as long as it lives: a killed one leaves no plugin behind.
  process.stdin.resume().once("end", () => process.exit(0));
}

main();
