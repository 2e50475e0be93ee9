import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
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
import type { EngineLog } from "./engine";
import { halfCreated, plainError } from "./errors";
import { redact } from "./redact";
import { type Context, HalfCreated, type Resource } from "./resource";
import type { Change } from "./schema";
import { type Opened, open, seal, type Values } from "./values";

type Resources = Readonly<Record<string, Resource>>;
type Handlers = Record<string, (request: never) => Message | Promise<Message>>;

/** The life of a resource, as the engine asks for it: from the wire to plain values and back. */
export function operations(resources: Resources, log: EngineLog, signal: AbortSignal): Handlers {
  const contextOf = (request: Addressed, secrets: Iterable<string>): Context => ({
    name: request.getName(),
    signal,
    log: (message, options) => log.info(redact(message, secrets), request.getUrn(), options?.ephemeral),
  });
  return {
    check: (request: CheckRequest) => check(find(resources, request), request),
    diff: (request: DiffRequest) => diff(find(resources, request), request),
    create: (request: CreateRequest) => create(find(resources, request), request, contextOf),
    read: (request: ReadRequest) => read(find(resources, request), request, contextOf),
    update: (request: UpdateRequest) => update(find(resources, request), request, contextOf),
    delete: (request: DeleteRequest) => remove(find(resources, request), request, contextOf),
  };
}

interface Addressed {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

type ContextOf = (request: Addressed, secrets: Iterable<string>) => Context;

function find(resources: Resources, request: Addressed): Resource {
  const resource = resources[request.getType()];
  if (resource) return resource;
  const known = Object.keys(resources).join(", ");
  throw new Error(`${request.getType()}: the stand-in plugin does not have this resource; it has ${known}`);
}

function check(resource: Resource, request: CheckRequest): CheckResponse {
  const news = open(request.getNews());
  const olds = open(request.getOlds());
  const checked = resource.check({ name: request.getName(), olds: olds.values, news: news.values });
  const response = new CheckResponse();
  response.setInputs(seal(checked.inputs, news.secretKeys));
  for (const failure of checked.failures ?? []) {
    const entry = new CheckFailure();
    entry.setProperty(failure.property);
    entry.setReason(redact(failure.reason, news.secretTexts));
    response.addFailures(entry);
  }
  return response;
}

function diff(resource: Resource, request: DiffRequest): DiffResponse {
  const { changes, deleteBeforeReplace } = resource.diff({
    state: open(request.getOlds()).values,
    oldInputs: open(request.getOldInputs()).values,
    news: open(request.getNews()).values,
    ignored: request.getIgnorechangesList(),
  });
  const response = new DiffResponse();
  response.setChanges(changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
  response.setDiffsList(changes.map((change) => change.key));
  response.setReplacesList(changes.filter((change) => change.replaces).map((change) => change.key));
  response.setDeletebeforereplace(deleteBeforeReplace ?? false);
  response.setHasdetaileddiff(true);
  for (const change of changes) response.getDetaileddiffMap().set(change.key, detail(change));
  return response;
}

function detail(change: Change): PropertyDiff {
  const { Kind } = PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  const property = new PropertyDiff();
  property.setKind(kinds[change.kind][change.replaces ? 1 : 0]);
  return property;
}

async function create(resource: Resource, request: CreateRequest, contextOf: ContextOf): Promise<CreateResponse> {
  const inputs = open(request.getProperties());
  const secret = secretOutputs(resource, inputs);
  const response = new CreateResponse();
  if (request.getPreview()) {
    response.setProperties(seal(resource.preview(inputs.values, undefined), secret));
    return response;
  }
  const secrets = secretTexts(resource, inputs);
  const created = await guarded(secrets, secret, () => resource.create(inputs.values, contextOf(request, secrets)));
  response.setId(created.id);
  response.setProperties(seal(created.outputs, secret));
  return response;
}

async function read(resource: Resource, request: ReadRequest, contextOf: ContextOf): Promise<ReadResponse> {
  const state = open(request.getProperties());
  const inputs = open(request.getInputs());
  const secrets = secretTexts(resource, state, inputs);
  const found = await guarded(secrets, state.secretKeys, async () =>
    resource.read
      ? resource.read(request.getId(), state.values, inputs.values, contextOf(request, secrets))
      : { id: request.getId(), outputs: state.values, inputs: inputs.values },
  );
  const response = new ReadResponse();
  if (!found) return response;
  response.setId(found.id);
  response.setProperties(seal(found.outputs, new Set([...state.secretKeys, ...inputs.secretKeys])));
  response.setInputs(seal(found.inputs, inputs.secretKeys));
  return response;
}

async function update(resource: Resource, request: UpdateRequest, contextOf: ContextOf): Promise<UpdateResponse> {
  const state = open(request.getOlds());
  const inputs = open(request.getNews());
  const secrets = secretTexts(resource, state, inputs);
  const secret = secretOutputs(resource, inputs, state.secretKeys);
  const outputs = request.getPreview()
    ? resource.preview(inputs.values, state.values)
    : await guarded(secrets, secret, () =>
        resource.update(request.getId(), state.values, inputs.values, contextOf(request, secrets)),
      );
  const response = new UpdateResponse();
  response.setProperties(seal(outputs, secret));
  return response;
}

async function remove(resource: Resource, request: DeleteRequest, contextOf: ContextOf): Promise<Empty> {
  const state = open(request.getProperties());
  const secrets = secretTexts(resource, state);
  await guarded(secrets, state.secretKeys, () =>
    resource.delete(request.getId(), state.values, contextOf(request, secrets)),
  );
  return new Empty();
}

/** An output that mirrors a secret input is secret; what a command printed is, once it was given a secret. */
function secretOutputs(
  resource: Resource,
  inputs: Opened<Values>,
  secretBefore: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const secret = new Set(inputs.secretKeys);
  const tainted = [...secret].some((key) => !resource.derived?.exceptInputs.includes(key));
  for (const output of resource.derived?.outputs ?? []) {
    if (tainted || secretBefore.has(output)) secret.add(output);
  }
  return secret;
}

function secretTexts(resource: Resource, ...bags: readonly Opened<Values>[]): ReadonlySet<string> {
  const readable = new Set(bags.flatMap((bag) => resource.readable?.(bag.values) ?? []));
  return new Set(bags.flatMap((bag) => [...bag.secretTexts]).filter((text) => !readable.has(text)));
}

async function guarded<T>(
  secrets: Iterable<string>,
  secretKeys: ReadonlySet<string>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = redact(error instanceof Error ? error.message : String(error), secrets);
    if (error instanceof HalfCreated) throw halfCreated(error.id, seal(error.outputs, secretKeys), reason);
    throw plainError(reason);
  }
}
