import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Selection } from "../dependencies/qdrant";
import type { Platform } from "../platform";
import type { PointBody } from "../vectors/points";
import type { SearchBody } from "../vectors/search";
import { nameParams, pointsBody, removeBody, searchBody } from "./schemas";

interface Named {
  readonly name: string;
}

export function collectionRoutes(app: FastifyInstance, { directory, search, points }: Platform): void {
  app.get("/api/v1/collections", async () => ({ collections: await directory.all() }));

  app.post<{ Params: Named; Body: SearchBody }>(
    "/api/v1/collections/:name/search",
    { schema: { params: nameParams, body: searchBody } },
    async (request) => search.run(request.params.name, request.body),
  );

  type Upsert = { Params: Named; Body: { readonly points: readonly PointBody[] } };
  app.route<Upsert>({
    method: ["PUT", "POST"],
    url: "/api/v1/collections/:name/points",
    schema: { params: nameParams, body: pointsBody },
    handler: async (request) => {
      const ids = await points.upsert(request.params.name, request.body.points);
      return { collection: request.params.name, ids };
    },
  });

  type Remove = { Params: Named; Body: Selection };
  app.delete<Remove>(
    "/api/v1/collections/:name/points",
    { schema: { params: nameParams, body: removeBody } },
    async (request: FastifyRequest<Remove>, reply: FastifyReply) => {
      await points.remove(request.params.name, request.body);
      return reply.code(204).send();
    },
  );
}
