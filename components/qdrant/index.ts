export { P2P_PORT } from "./members";
export { Qdrant, type QdrantArgs } from "./qdrant";
export { qdrantWorkload } from "./workload";
