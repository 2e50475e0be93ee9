import { serve } from "../provider/server";
import { command } from "./command";
import { localCommand } from "./local";
import { remoteCommand } from "./remote/command";
import { readableParts } from "./remote/connection";
import { copyToRemote } from "./remote/copy";

serve(
  {
    package: "command",
    version: "1.2.1",
    resources: {
      "command:local:Command": command(localCommand),
      "command:remote:Command": { ...command(remoteCommand), readable: ({ connection }) => readableParts(connection) },
      "command:remote:CopyToRemote": copyToRemote,
    },
  },
  process.argv.slice(2),
);
