import { cleanTools, stopLocalCluster } from "./clean-tools";
import { layoutOf } from "./layout";
import { needs } from "./needs";
import { setUp, setUpKubernetesProvider } from "./set-up";
import { setUpCluster } from "./set-up-cluster";
import { SetUpError } from "./set-up-error";
import { printSummary } from "./summary";

const COMMANDS: Readonly<Record<string, (argument?: string) => Promise<void>>> = {
  "set-up": () => setUp(layoutOf(), console.log),
  "kubernetes-provider": () => setUpKubernetesProvider(layoutOf(), console.log),
  kubernetes: () => setUpCluster(layoutOf(), console.log),
  "stop-cluster": () => stopLocalCluster(layoutOf(), console.log),
  needs: (stack = "dev") => needs(layoutOf(), stack, console.log),
  summary: (stack = "dev") => printSummary(layoutOf(), stack, console.log),
  "clean-tools": () => cleanTools(layoutOf(), console.log),
};

async function main(name = "", argument?: string): Promise<void> {
  const command = COMMANDS[name];
  if (!command) throw new SetUpError(`unknown command "${name}": use one of ${Object.keys(COMMANDS).join(", ")}.`);
  await command(argument);
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof SetUpError ? `error: ${error.message}` : error);
  process.exitCode = 1;
});
