import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bench, image } from "./container";

/** A server to test can be named: the real TEI with this model and these limits, say. */
const GIVEN_URL = process.env.TEI_TEST_URL;
const MODEL = "sentence-transformers/all-MiniLM-L6-v2";
const MAX_CLIENT_BATCH_SIZE = 8;

/** From the examples in the documentation of Sentence Transformers, computed with this model in PyTorch. */
const REFERENCE = { text: "This is an example sentence", starts: [0.0676569, 0.0634959, 0.0487131, 0.0793049] };
const SENTENCES = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."];
const SIMILARITIES = { weatherSun: 0.666, weatherStadium: 0.1046, sunStadium: 0.1411 };

const bench = new Bench();
let url: string;

beforeAll(async () => {
  url = GIVEN_URL ?? (await startStandIn());
});
afterAll(() => bench.remove());

async function startStandIn(): Promise<string> {
  const cmd = ["--model-id", MODEL, "--port", "8080", "--max-client-batch-size", `${MAX_CLIENT_BATCH_SIZE}`];
  const running = await bench.start(await image("embedding"), { user: 1000, port: 8080, cmd });
  return running.untilAnswers("/health");
}

interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly text: string;
}

async function post<T = unknown>(route: string, body: unknown): Promise<Answer<T>> {
  const answer = await fetch(url + route, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = answer.headers.get("content-type")?.startsWith("application/json");
  return { status: answer.status, body: json ? JSON.parse(text) : undefined, text };
}

async function embed(inputs: string | string[], options: object = {}): Promise<number[][]> {
  const { status, body, text } = await post<number[][]>("/embed", { inputs, ...options });
  if (status !== 200) throw new Error(`${status}: ${text}`);
  return body;
}

const dot = (a: readonly number[] = [], b: readonly number[] = []) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

describe("/embed", () => {
  it("gives the values that the model is documented with", async () => {
    const [vector] = await embed(REFERENCE.text);
    expect(vector).toHaveLength(384);
    for (const [index, value] of REFERENCE.starts.entries()) expect(vector?.[index]).toBeCloseTo(value, 5);
    expect(dot(vector, vector)).toBeCloseTo(1, 5);
  });

  it("finds alike what is alike", async () => {
    const [weather, sun, stadium] = await embed(SENTENCES);
    expect(dot(weather, sun)).toBeCloseTo(SIMILARITIES.weatherSun, 3);
    expect(dot(weather, stadium)).toBeCloseTo(SIMILARITIES.weatherStadium, 3);
    expect(dot(sun, stadium)).toBeCloseTo(SIMILARITIES.sunStadium, 3);
  });

  it("gives a text the same vector alone, in a batch, and beside other requests", async () => {
    const alone = (await embed("a short one"))[0];
    const [inBatch] = await embed(["a short one", "and a considerably longer text about something else entirely"]);
    expect(dot(alone, inBatch)).toBeCloseTo(1, 5);
    const beside = await Promise.all(Array.from({ length: 24 }, (_, i) => embed(i % 2 ? "a short one" : `other ${i}`)));
    for (const [index, [vector]] of beside.entries()) {
      if (index % 2) expect(dot(alone, vector)).toBeCloseTo(1, 5);
    }
  });

  it("leaves the length alone when asked to", async () => {
    const [raw] = await embed(REFERENCE.text, { normalize: false });
    const [unit] = await embed(REFERENCE.text);
    expect(Math.sqrt(dot(raw, raw))).toBeGreaterThan(1.5);
    expect(dot(raw, unit)).toBeCloseTo(Math.sqrt(dot(raw, raw)), 3);
  });

  it("cuts a text that is too long only when allowed to", async () => {
    const long = "word ".repeat(600);
    const { status, body } = await post("/embed", { inputs: long, truncate: false });
    expect([status, body]).toEqual([
      413,
      { error: expect.stringMatching(/less than \d+ tokens/), error_type: "Validation" },
    ]);
    expect(await embed(long, { truncate: true })).toHaveLength(1);
  });

  it.each([
    ["more texts than allowed", { inputs: Array(MAX_CLIENT_BATCH_SIZE + 1).fill("a") }, 413, "batch size 9 > maximum"],
    ["no field", {}, 422, "inputs"],
    ["a number", { inputs: 7 }, 422, ""],
    ["a body that is no JSON", "{", 400, "JSON"],
  ])("refuses %s", async (_case, body, status, message) => {
    const answer = await post("/embed", body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(message)]);
  });
});

describe("/v1/embeddings", () => {
  it("answers as OpenAI does, with the same vectors", async () => {
    const { body } = await post<{ data: { embedding: number[]; index: number }[]; usage: object }>("/v1/embeddings", {
      model: MODEL,
      input: SENTENCES,
    });
    const [first] = await embed(SENTENCES);
    expect(body).toMatchObject({ object: "list", usage: { prompt_tokens: expect.any(Number) } });
    expect(body.data.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(dot(body.data[0]?.embedding, first)).toBeCloseTo(1, 5);
  });
});

describe("the service", () => {
  it("describes itself", async () => {
    expect(await (await fetch(`${url}/info`)).json()).toMatchObject({
      model_id: MODEL,
      model_type: { embedding: { pooling: "mean" } },
      max_client_batch_size: MAX_CLIENT_BATCH_SIZE,
    });
  });

  it("counts under the names that alerts and dashboards ask for", async () => {
    await embed("counted");
    await post("/embed", { inputs: Array(MAX_CLIENT_BATCH_SIZE + 1).fill("a") });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/^te_request_count\{.*method="single".*\} [1-9]/m);
    expect(metrics).toMatch(/^te_request_success\{.*method="single".*\} [1-9]/m);
    expect(metrics).toMatch(/^te_request_failure\{.*err="validation".*\} [1-9]/m);
    for (const name of ["te_request_duration_bucket", "te_queue_size", "te_embed_count"])
      expect(metrics).toContain(name);
  });
});

describe("the stand-in", () => {
  it("refuses another model, and says which one it has", async () => {
    const running = await bench.start(await image("embedding"), { user: 1000, cmd: ["--model-id", "BAAI/bge-m3"] });
    expect(await running.ended()).toBe(1);
    expect(await running.logs()).toContain(`holds ${MODEL} alone`);
  });

  it("turns away what is beyond its number of requests, and serves again afterwards", async () => {
    const cmd = ["--port", "8080", "--max-concurrent-requests", "1"];
    const running = await bench.start(await image("embedding"), { user: 1000, port: 8080, cmd });
    const narrow = await running.untilAnswers("/health");
    const ask = (inputs: unknown) =>
      fetch(`${narrow}/embed`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ inputs, truncate: true }),
      });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(Array(4).fill("word ".repeat(200)))));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(await refused[0]?.json()).toEqual({ error: "Model is overloaded", error_type: "Overloaded" });
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect((await ask("again")).status).toBe(200);
  });
});
