/** The bodies that callers send, as JSON schemas: fastify compiles them once and checks every request. */

const text = { type: "string", minLength: 1, maxLength: 32_768 } as const;
const vector = { type: "array", minItems: 1, maxItems: 65_536, items: { type: "number" } } as const;
const pointId = {
  anyOf: [
    { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    { type: "string", pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" },
  ],
} as const;

/** Qdrant's filter language; what is inside the clauses is Qdrant's to judge. */
const filter = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  properties: { must: {}, should: {}, must_not: {}, min_should: {} },
} as const;

export const searchBody = {
  type: "object",
  additionalProperties: false,
  properties: {
    text,
    vector,
    limit: { type: "integer", minimum: 1, maximum: 100, default: 10 },
    filter,
    withPayload: { type: "boolean", default: true },
  },
} as const;

export const pointsBody = {
  type: "object",
  additionalProperties: false,
  required: ["points"],
  properties: {
    points: {
      type: "array",
      minItems: 1,
      maxItems: 256,
      items: {
        type: "object",
        additionalProperties: false,
        properties: { id: pointId, text, vector, payload: { type: "object" } },
      },
    },
  },
} as const;

export const removeBody = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: { ids: { type: "array", minItems: 1, maxItems: 1000, items: pointId }, filter },
} as const;

export const nameParams = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" } },
} as const;

export const graphqlBody = {
  type: "object",
  additionalProperties: false,
  required: ["query"],
  properties: {
    query: { type: "string", minLength: 1, maxLength: 4096 },
    variables: { type: ["object", "null"] },
    operationName: { type: ["string", "null"] },
    extensions: { type: ["object", "null"] },
  },
} as const;
