export { Qdrant, type QdrantArgs } from "./qdrant";
export { qdrantWorkload } from "./workload";
