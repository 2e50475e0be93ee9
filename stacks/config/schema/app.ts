import { choice, cpu, integer, memory, section, text } from "./fields";
import { sized } from "./units";

/** CUDA compute capabilities that text-embeddings-inference publishes an image for. */
export const COMPUTE_CAPABILITIES = ["7.5", "8.0", "8.6", "8.9", "9.0", "10.0", "12.0"] as const;

export const embedding = sized(
  section({
    model: text(/^[\w.-]+\/[\w.-]+$/, 'a model of the Hugging Face hub such as "BAAI/bge-base-en-v1.5"')
      .default("sentence-transformers/all-MiniLM-L6-v2")
      .describe("Model that turns text into vectors. Change it together with dimensions."),
    dimensions: integer(1, 65_536).default(384).describe("Numbers in a vector of this model."),
    device: choice(["cpu", "gpu"]).default("cpu").describe("What computes the vectors."),
    computeCapability: choice(COMPUTE_CAPABILITIES)
      .optional()
      .describe("CUDA compute capability of the card (nvidia-smi --query-gpu=compute_cap). It selects the image."),
    replicas: integer(1, 32).default(1).describe("Copies in each slot."),
    cpu: cpu("100m", "128").prefault(1).describe("Cores of one copy."),
    memory: memory("512Mi", "1Ti").prefault("1Gi").describe("Memory of one copy; the model has to fit."),
  }),
)
  .prefault({})
  .describe("The embedding service, one per slot.");

export const api = sized(
  section({
    replicas: integer(1, 100).default(1).describe("Copies in each slot."),
    cpu: cpu("50m", "128").prefault("100m").describe("Cores of one copy."),
    memory: memory("128Mi", "1Ti").prefault("256Mi").describe("Memory of one copy."),
    workers: integer(1, 256).default(1).describe("Worker processes in one copy."),
    maxConnections: integer(10, 200_000).default(200).describe("Client connections one copy holds open."),
    databaseConnections: integer(1, 1000)
      .default(5)
      .describe("Postgres connections of one copy, all its workers together."),
  }),
)
  .prefault({})
  .describe("The API service vector-db-api, one per slot.");

/** What the sizing has to honour; the capacity check refuses limits that cannot reach it. */
export const targets = section({
  queryMilliseconds: integer(1, 10_000).default(100).describe("Time within which a query answers."),
  operationsPerSecond: integer(1, 10_000_000).default(50).describe("Operations the stack serves in a second."),
})
  .prefault({})
  .describe("Service targets.");
