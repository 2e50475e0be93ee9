import { CheckFailure, CheckResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { z } from "zod";
import { hasUnknown, open, seal } from "./values";

/** Properties with their defaults filled in, or every problem at once. What a preview cannot know yet passes as it is. */
export function checked(schema: z.ZodType<object>, news: Struct | undefined): CheckResponse {
  const values = open(news);
  const response = new CheckResponse();
  response.setInputs(news);
  if (hasUnknown(values)) return response;
  const result = schema.safeParse(values);
  if (result.success) response.setInputs(seal(result.data));
  response.setFailuresList((result.error?.issues ?? []).map(failure));
  return response;
}

function failure({ path, message }: z.core.$ZodIssue): CheckFailure {
  const entry = new CheckFailure();
  entry.setProperty(path.join("."));
  entry.setReason(message);
  return entry;
}
