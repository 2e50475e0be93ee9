import { readFileSync } from "node:fs";
import { request } from "node:https";

/** Bundled into the chart and run by `helm test`: what a client sees of the platform. */
const [base = "", keyFile = "", names = ""] = process.argv.slice(2);
const PATIENCE_MS = 60_000;
const PAUSE_MS = 1000;

interface Answer {
  readonly status: number;
  readonly text: string;
}

function get(path: string, key?: string): Promise<Answer> {
  // The certificate is made for the names that clients use; inside the cluster the gateway has another one.
  const options = { headers: key ? { "x-api-key": key } : {}, rejectUnauthorized: false, timeout: 10_000 };
  return new Promise((resolve, reject) => {
    const sent = request(`${base}${path}`, options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("timeout", () => sent.destroy(new Error(`${path}: no answer within 10 s`)));
    sent.on("error", reject).end();
  });
}

async function eventually(what: string, check: () => Promise<string | undefined>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const wrong = await check().catch((error: Error) => error.message);
    if (!wrong) return console.log(`ok: ${what}`);
    if (Date.now() > end) throw new Error(`${what}: ${wrong}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function main(): Promise<void> {
  const key = readFileSync(keyFile, "utf8").trim();
  await eventually("the platform is healthy", async () => {
    const { status, text } = await get("/health");
    return status === 200 ? undefined : `HTTP ${status}: ${text}`;
  });
  await eventually("nobody comes in without a key", async () => {
    const { status } = await get("/api/v1/collections");
    return status === 401 ? undefined : `HTTP ${status}`;
  });
  await eventually(`the collections ${names}`, async () => {
    const { status, text } = await get("/api/v1/collections", key);
    const missing = names.split(",").filter((name) => !text.includes(`"${name}"`));
    return status === 200 && missing.length === 0 ? undefined : `HTTP ${status}, missing: ${missing.join(", ")}`;
  });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
