const API_IMAGE = `registry.example.org/vector-db-api@sha256:${"a".repeat(64)}`;

/** Site file of a place with a cluster: where the API's image was pushed. */
export const CLUSTER_SITE = {
  platforms: { kubernetes: { slots: { blue: { image: API_IMAGE }, green: { image: API_IMAGE } } } },
};
