import {
  type CheckRequest,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  PropertyDiff,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Message } from "google-protobuf";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type CollectionState, collectionSpec } from "../collection-spec";
import { checked } from "./check";
import { type Change, changes } from "./diff";
import { HalfDoneError, UnreachableError } from "./errors";
import type { CollectionProvider } from "./provider";
import { open, seal } from "./values";

/** A failure after which the engine still records the resource, with what is known of it. */
export class RecordedError extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly properties: object,
  ) {
    super(message);
  }
}

export type Handler = (request: never) => Message | Promise<Message>;

/** The engine's questions about one collection, from the wire to plain values and back. */
export function operations(provider: CollectionProvider): Record<string, Handler> {
  return {
    check: (request: CheckRequest) => checked(collectionSpec, request.getNews()),
    diff: (request: DiffRequest) => difference(changes(state(request.getOlds()), state(request.getNews()))),
    create: (request: CreateRequest) => create(provider, request),
    read: (request: ReadRequest) => read(provider, request),
    update: (request: UpdateRequest) => update(provider, request),
    delete: async (request: DeleteRequest) => {
      await provider.delete(request.getId());
      return new Empty();
    },
  };
}

/** Checked before: by `check` on its way in, by `observed` on its way back. */
function state(struct: Struct | undefined): CollectionState {
  return open(struct) as CollectionState;
}

function difference(found: readonly Change[]): DiffResponse {
  const response = new DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  response.setChanges(found.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList(found.map((change) => change.path));
  response.setReplacesList(found.filter((change) => change.replaces).map((change) => change.path));
  // Both would have the same name.
  response.setDeletebeforereplace(true);
  response.setHasdetaileddiff(true);
  for (const { path, replaces } of found) {
    const detail = new PropertyDiff();
    detail.setKind(replaces ? PropertyDiff.Kind.UPDATE_REPLACE : PropertyDiff.Kind.UPDATE);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

async function create(provider: CollectionProvider, request: CreateRequest): Promise<CreateResponse> {
  const response = new CreateResponse();
  const declared = state(request.getProperties());
  if (request.getPreview()) return response.setProperties(request.getProperties());
  response.setProperties(seal(await recorded(provider.create(declared))));
  return response.setId(declared.name);
}

async function read(provider: CollectionProvider, request: ReadRequest): Promise<ReadResponse> {
  const response = new ReadResponse();
  const known = state(request.getProperties());
  const id = request.getId();
  const actual = await provider.read(id, known).catch((error: unknown) => {
    // "Could not look" keeps what is recorded, warns, and lets the refresh of everything else go on.
    if (error instanceof UnreachableError) throw new RecordedError(`could not look: ${error.message}`, id, known);
    throw error;
  });
  if (!actual) return response;
  response.setId(id);
  response.setInputs(seal(actual));
  return response.setProperties(seal(actual));
}

async function update(provider: CollectionProvider, request: UpdateRequest): Promise<UpdateResponse> {
  const response = new UpdateResponse();
  if (request.getPreview()) return response.setProperties(request.getNews());
  return response.setProperties(seal(await recorded(provider.update(state(request.getNews())))));
}

async function recorded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HalfDoneError) throw new RecordedError(error.message, error.id, error.actual);
    throw error;
  }
}
