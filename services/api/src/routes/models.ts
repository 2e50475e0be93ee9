import type { FastifyInstance } from "fastify";
import { ApiError } from "../errors";
import type { Platform } from "../platform";
import type { CollectionSetting } from "../settings";
import { mismatch } from "../vectors/directory";
import { nameParams } from "./schemas";

export interface ModelHealth {
  readonly model: string;
  readonly status: "healthy" | "unhealthy";
  readonly collection: { readonly exists: boolean; readonly points: number };
  /** Size of the collection's vectors, declared and found. */
  readonly dimensions: { readonly expected: number; readonly actual: number | null };
  readonly embedding: "up" | "down" | "unknown";
  /** Whether search and upsert by text work; with another model's vectors only those by vector do. */
  readonly text: { readonly supported: boolean; readonly reason?: string };
}

/** A model is healthy when its collection is there, as declared, and the embedding service answers. */
export async function modelHealth(platform: Platform, declared: CollectionSetting): Promise<ModelHealth> {
  const info = await platform.directory.find(declared.name);
  const { model } = platform.embedding;
  const embedding = platform.statuses().find((dependency) => dependency.name === "embedding")?.status ?? "unknown";
  const reason = textProblem();
  const healthy = info?.dimensions === declared.dimensions && embedding === "up";
  return {
    model: declared.name,
    status: healthy ? "healthy" : "unhealthy",
    collection: { exists: info !== undefined, points: info?.points ?? 0 },
    dimensions: { expected: declared.dimensions, actual: info?.dimensions ?? null },
    embedding,
    text: { supported: reason === undefined, ...(reason && { reason }) },
  };

  function textProblem(): string | undefined {
    if (!info) return "the collection does not exist";
    return model ? mismatch(info, model.dimensions) : "the embedding service has not answered yet";
  }
}

export function modelRoutes(app: FastifyInstance, platform: Platform): void {
  app.get<{ Params: { readonly name: string } }>(
    "/api/v1/models/:name/health",
    { schema: { params: nameParams } },
    async (request, reply) => {
      const health = await modelHealth(platform, requireModel(platform, request.params.name));
      return reply.code(health.status === "healthy" ? 200 : 503).send(health);
    },
  );
}

function requireModel({ directory }: Platform, name: string): CollectionSetting {
  const declared = directory.declared.find((collection) => collection.name === name);
  if (declared) return declared;
  throw new ApiError(404, "not_found", `there is no model "${name}"`, {
    path: "params.name",
    hint: `there are: ${directory.declared.map((collection) => collection.name).join(", ")}`,
  });
}
