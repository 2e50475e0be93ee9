export { Embedding, type EmbeddingArgs } from "./embedding";
export { embeddingWorkload } from "./workload";
