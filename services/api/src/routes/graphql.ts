import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
// With its file name: a rule of the package's other build would not know the types that mercurius makes with this one.
import { GraphQLError, NoSchemaIntrospectionCustomRule } from "graphql/index.js";
import mercurius from "mercurius";
import type { AppOptions } from "../app";
import { sendError } from "../errors";
import type { Platform } from "../platform";
import { healthOf } from "./health";
import { modelHealth } from "./models";
import { graphqlBody } from "./schemas";

const SCHEMA = `
  type Query {
    "The state of this server and of what it stands on."
    health: Health!
    "The state of every model of the platform."
    models: [Model!]!
  }
  type Health {
    "ok, degraded, starting, unavailable or draining"
    status: String!
    version: String!
    slot: String!
    dependencies: [Dependency!]!
  }
  type Dependency {
    name: String!
    "up, down or unknown"
    status: String!
    latencyMs: Float
  }
  type Model {
    name: String!
    "healthy or unhealthy"
    status: String!
  }
`;

/** The deepest question that the schema has an answer to. */
const DEPTH = 3;

interface GraphqlBody {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

export async function graphqlRoutes(app: FastifyInstance, options: AppOptions, platform: Platform): Promise<void> {
  await app.register(mercurius, {
    schema: SCHEMA,
    resolvers: {
      Query: {
        health: () => healthOf(options, platform),
        models: () => Promise.all(platform.directory.declared.map(async (declared) => stateOf(platform, declared))),
      },
    },
    // One route of our own below: POST alone, with a body of limited size, so that a question stays small.
    routes: false,
    queryDepth: DEPTH,
    validationRules: [NoSchemaIntrospectionCustomRule],
  });

  app.post<{ Body: GraphqlBody }>(
    "/graphql",
    { schema: { body: graphqlBody }, bodyLimit: 16 * 1024, config: { operational: true }, errorHandler: answerError },
    async (request, reply) => {
      const { query, variables, operationName } = request.body;
      return reply.graphql(query, undefined, variables ?? undefined, operationName ?? undefined);
    },
  );
}

/** A question that cannot be asked is answered the way GraphQL clients read it; anything else as on every route. */
function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problems = error instanceof Error && "errors" in error ? error.errors : undefined;
  if (!Array.isArray(problems)) return sendError(error, request, reply);
  const errors = problems.filter((problem) => problem instanceof GraphQLError).map((problem) => problem.toJSON());
  return reply.code(400).send({ data: null, errors });
}

async function stateOf(platform: Platform, declared: { readonly name: string; readonly dimensions: number }) {
  const { status } = await modelHealth(platform, declared);
  return { name: declared.name, status };
}
