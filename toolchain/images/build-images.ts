import path from "node:path";
import { BASE_REFERENCE, makeBase } from "./base";
import { inputsHash, withContext } from "./context";
import { Docker, REPOSITORY } from "./docker";
import { IMAGE_NAMES, type ImageName, UNAVAILABLE } from "./recipes";
import { seconds } from "./shell";

export interface BuildOptions {
  /** Where the engine answers, e.g. `unix:///var/run/docker.sock`. */
  readonly dockerHost: string;
  /** Ignored by version control; holds downloads and, while it runs, half-made things. */
  readonly workDir: string;
  /** Takes one line for each thing made. */
  readonly log: (line: string) => void;
  /** @default - all of them */
  readonly only?: readonly ImageName[];
}

/** Two at a time: one downloads packages while the other unpacks them. */
const PARALLEL = 2;

/**
 * Makes the images that are missing or whose inputs changed; the rest is found by name, which tells the inputs.
 * Interrupted anywhere it can be called again: an image is named only when it is whole.
 * @returns the local reference of each image
 * @throws one error that lists every image that could not be made
 */
export async function buildImages(options: BuildOptions): Promise<Record<ImageName, string>> {
  const docker = new Docker(options.dockerHost);
  const wanted = options.only ?? IMAGE_NAMES;
  const images = await Promise.all(wanted.map(async (name) => ({ name, ...(await identity(name)) })));
  const present = await docker.references();
  const missing = images.filter((image) => !present.has(image.reference));

  if (missing.length > 0 && !present.has(BASE_REFERENCE)) await makeBase(docker, options.workDir, options.log);
  await inParallel(missing, async ({ name, reference, inputs }) => {
    const started = performance.now();
    await withContext(name, options.workDir, (context) => docker.build(context, reference, inputs, BASE_REFERENCE));
    options.log(`${name}: built ${reference} in ${seconds(started)}`);
  });
  return Object.fromEntries(images.map(({ name, reference }) => [name, reference])) as Record<ImageName, string>;
}

async function identity(name: ImageName): Promise<{ reference: string; inputs: string }> {
  const inputs = await inputsHash(name);
  return { inputs, reference: `${REPOSITORY}/${name}:local-${inputs.slice(0, 8)}` };
}

async function inParallel<T extends { name: string }>(items: readonly T[], work: (item: T) => Promise<void>) {
  const queue = [...items];
  const problems: string[] = [];
  const worker = async () => {
    for (let item = queue.shift(); item; item = queue.shift()) {
      const { name } = item;
      await work(item).catch((problem: Error) => problems.push(`- ${name}: ${problem.message}`));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  if (problems.length > 0)
    throw new Error(`${problems.length} local image(s) could not be made:\n${problems.join("\n")}`);
}

async function main(): Promise<void> {
  const started = performance.now();
  const log = (line: string) => console.error(line);
  const references = await buildImages({
    dockerHost: process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock",
    workDir: path.resolve(process.env.VECTOR_PLATFORM_TOOLS ?? ".tools", "images"),
    only: process.argv.length > 2 ? IMAGE_NAMES.filter((name) => process.argv.includes(name)) : undefined,
    log,
  });
  for (const [name, reason] of Object.entries(UNAVAILABLE)) log(`${name}: not available: ${reason}`);
  log(`images: ready in ${seconds(started)}`);
  console.log(JSON.stringify(references, null, 2));
}

if (require.main === module) {
  main().catch((problem: Error) => {
    console.error(problem.message);
    process.exitCode = 1;
  });
}
