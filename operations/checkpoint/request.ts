import * as alias from "@pulumi/pulumi/proto/alias_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { Struct, Value as WireValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Registration } from "./plan";
import type { Resource } from "./schema";
import { nameOf, parseUrn } from "./urn";
import type { Value } from "./values";

/** What is only known once other resources have been registered. */
export interface Resolved {
  readonly inputs: { readonly [key: string]: Value };
  /** `<urn>::<id>` of the provider of this run. */
  readonly provider: string;
}

/** The request that registers a resource again with every option exactly as it was recorded. */
export function registerRequest(registration: Registration, resolved: Resolved): proto.RegisterResourceRequest {
  const { resource, formerUrn, importId } = registration;
  const request = new proto.RegisterResourceRequest();
  request.setType(parseUrn(resource.urn).type);
  request.setName(nameOf(resource.urn));
  request.setParent(resource.parent ?? "");
  request.setCustom(resource.custom);
  request.setObject(struct(resolved.inputs));
  request.setProvider(resolved.provider);
  request.setImportid(importId ?? "");
  setOptions(request, resource);
  setDependencies(request, resource);
  request.setAliasesList([...(resource.aliases ?? []), ...(formerUrn ? [formerUrn] : [])].map(aliasOf));
  // Said outright, since a resource inherits from its parent what it leaves open.
  request.setProtect(resource.protect ?? false);
  request.setRetainondelete(resource.retainOnDelete ?? false);
  // How this client talks.
  request.setAliasspecs(true);
  request.setAcceptsecrets(true);
  request.setAcceptresources(true);
  request.setSupportspartialvalues(true);
  request.setSupportsresultreporting(true);
  return request;
}

function setOptions(request: proto.RegisterResourceRequest, resource: Resource): void {
  request.setIgnorechangesList(resource.ignoreChanges ?? []);
  request.setReplaceonchangesList(resource.replaceOnChanges ?? []);
  request.setAdditionalsecretoutputsList(resource.additionalSecretOutputs ?? []);
  request.setDeletedwith(resource.deletedWith ?? "");
  request.setReplaceWithList(resource.replaceWith ?? []);
  request.setHidediffsList((resource.hideDiff ?? []).map(propertyPath));
  request.setCustomtimeouts(timeouts(resource.customTimeouts ?? {}));
  if (resource.replacementTrigger !== undefined) {
    request.setReplacementTrigger(WireValue.fromJavaScript(resource.replacementTrigger as never));
  }
}

function setDependencies(request: proto.RegisterResourceRequest, resource: Resource): void {
  request.setDependenciesList([...resource.dependencies]);
  const byProperty = request.getPropertydependenciesMap();
  for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
    const list = new proto.RegisterResourceRequest.PropertyDependencies();
    list.setUrnsList(urns ?? []);
    byProperty.set(key, list);
  }
}

/** A checkpoint counts in seconds, a program says it in words. */
function timeouts(seconds: Readonly<Record<string, number>>): proto.RegisterResourceRequest.CustomTimeouts {
  const said = (count: number | undefined) => (count ? `${count}s` : "");
  const request = new proto.RegisterResourceRequest.CustomTimeouts();
  request.setCreate(said(seconds.create));
  request.setUpdate(said(seconds.update));
  request.setDelete(said(seconds.delete));
  return request;
}

function aliasOf(urn: string): alias.Alias {
  const message = new alias.Alias();
  message.setUrn(urn);
  return message;
}

/** `["a", 0, "b.c"]` as `a[0]["b.c"]`. */
function propertyPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part < 0 ? "*" : part}]`;
    if (!/^[\w-]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** The request that reads what the stack looks at and does not own. */
export function readRequest(resource: Resource, resolved: Resolved): proto.ReadResourceRequest {
  const request = new proto.ReadResourceRequest();
  request.setId(resource.id ?? "");
  request.setType(parseUrn(resource.urn).type);
  request.setName(nameOf(resource.urn));
  request.setParent(resource.parent ?? "");
  request.setProperties(struct(resolved.inputs));
  request.setDependenciesList([...resource.dependencies]);
  request.setProvider(resolved.provider);
  request.setAdditionalsecretoutputsList(resource.additionalSecretOutputs ?? []);
  request.setAcceptsecrets(true);
  request.setAcceptresources(true);
  return request;
}

export function struct(values: { readonly [key: string]: Value }): Struct {
  return Struct.fromJavaScript(values as never);
}
