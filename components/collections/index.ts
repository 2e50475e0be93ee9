export { Collection, QdrantProvider, type QdrantProviderArgs } from "./collection";
export type { CollectionSpec } from "./collection-spec";
export { Collections, type CollectionsArgs } from "./collections";
