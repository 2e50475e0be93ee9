import { readFileSync } from "node:fs";
import type { CollectionState } from "../../../components/collections/collection-spec";
import { CollectionProvider } from "../../../components/collections/plugin/provider";

/** Bundled into the chart and run by its job: the collections by the same code as `pulumi up`. */
const PATIENCE_SECONDS = 120;
const HNSW = { m: 16, efConstruct: 100 };

async function main(): Promise<void> {
  const [endpoint = "", keysFile = "", collectionsFile = ""] = process.argv.slice(2);
  const { service } = JSON.parse(readFileSync(keysFile, "utf8")) as { service: { api_key: string } };
  const provider = new CollectionProvider();
  // Inside the platform nothing stands before Qdrant, so there is no operator key to show.
  provider.configure({ endpoint, operatorKey: "", apiKey: service.api_key, patienceSeconds: PATIENCE_SECONDS });
  for (const declared of JSON.parse(readFileSync(collectionsFile, "utf8")) as CollectionState[]) {
    await provider.create({ ...declared, hnsw: declared.hnsw ?? HNSW });
    console.log(`collection ${declared.name} is as declared`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
