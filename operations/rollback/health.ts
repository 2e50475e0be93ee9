import { request } from "node:https";
import { isObject, type Opened, revealed, STACK_TYPE, type Value } from "../checkpoint";
import type { Health } from "./audit";

export interface HealthReport {
  readonly health: Health;
  readonly because: string;
  /** Seconds until the answer was right. */
  readonly seconds: number;
}

/** How a stack says that it can be asked; see stacks/outputs.ts. */
interface Entry {
  readonly url: string;
  readonly certificate: string;
  readonly apiKey: string;
  readonly slot: string;
  readonly version: string | undefined;
  /** The release was one that turned users away. */
  readonly maintenance: boolean;
}

const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;
const ANSWER_MS = 5_000;

/** Asks the public entry until the recorded release answers. A stack that names no entry cannot be asked: `unknown`. */
export async function askHealth(recorded: Opened, patienceMs = PATIENCE_MS): Promise<HealthReport> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const entry = entryOf(recorded);
  if (!entry) return { health: "unknown", because: "the stack names no entry that could be asked", seconds: 0 };
  let because = "";
  while (performance.now() - began < patienceMs) {
    because = await problem(entry);
    if (because === "") {
      const says = `${entry.slot}${entry.version ? ` with version ${entry.version}` : ""} answers at ${entry.url}`;
      return { health: "good", because: says, seconds: seconds() };
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { health: "bad", because: `${because} for ${Math.round(seconds())} s`, seconds: seconds() };
}

function entryOf({ resources }: Opened): Entry | undefined {
  const outputs = resources.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  const plain = revealed(outputs) as { readonly [key: string]: Value };
  const { endpoints, versions, activeSlot } = plain;
  const url = isObject(endpoints) ? endpoints.public : undefined;
  if (typeof url !== "string" || typeof activeSlot !== "string") return undefined;
  const version = isObject(versions) ? versions[activeSlot] : undefined;
  return {
    url,
    certificate: `${plain.certificate ?? ""}`,
    apiKey: `${plain.apiKey ?? ""}`,
    slot: activeSlot,
    version: typeof version === "string" ? version : undefined,
    maintenance: plain.maintenance === true,
  };
}

/** @returns empty when the right release answers well */
function problem({ url, certificate, apiKey, slot, version, maintenance }: Entry): Promise<string> {
  return new Promise((resolve) => {
    const options = { ca: certificate || undefined, agent: false as const, timeout: ANSWER_MS };
    const asking = request(`${url}/health`, { ...options, headers: { "x-api-key": apiKey } }, (response) => {
      response.resume();
      const [answeredBy, served] = [response.headers["x-slot"], response.headers["x-version"]];
      if (maintenance && response.statusCode === 503) return resolve("");
      if (response.statusCode !== 200) return resolve(`${url}/health answers ${response.statusCode}`);
      if (answeredBy !== slot) return resolve(`${url}/health is answered by slot ${answeredBy}, not ${slot}`);
      if (version && served !== version) return resolve(`version ${served} answers, not ${version}`);
      resolve("");
    });
    asking.on("timeout", () => asking.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
    asking.on("error", (error) => resolve(`${url}/health: ${error.message}`));
    asking.end();
  });
}
