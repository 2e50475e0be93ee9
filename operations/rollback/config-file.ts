import { type Document, isMap, parseDocument, type YAMLMap } from "yaml";
import { equal, isObject, type Value, type Values } from "../checkpoint";

/** Config as a history entry keeps it: `{ secure: … }` is encrypted under the salt of that time. */
export type Config = Readonly<Record<string, Value>>;

export interface Rewritten {
  readonly text: string;
  /** Keys whose value is another one now. */
  readonly changed: readonly string[];
}

/** Turns what was encrypted then into what today's salt opens; the text itself where the salt is the same. */
export type Reencrypt = (ciphertext: string) => string;

/**
 * The stack file with the config of another time, comments and order kept.
 * @param salt of that time, for a file that names none
 */
export function withConfig(text: string, config: Config, reencrypt: Reencrypt, salt?: string): Rewritten {
  const document = parseDocument(text);
  const before = (document.toJS()?.config ?? {}) as Record<string, Value>;
  const known = Object.entries(config).map(([key, value]) => [key, isWithheld(value) ? before[key] : value] as const);
  const there = known.filter((entry): entry is [string, Value] => entry[1] !== undefined);
  const wanted = Object.fromEntries(
    there.map(([key, value]) => [key, isWithheld(config[key]) ? value : sealed(value, reencrypt)]),
  );
  const changed: string[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(wanted)])) {
    if (key in wanted && (equal(before[key], wanted[key]) || looksThe(before[key], config[key]))) continue;
    changed.push(key);
    put(document, ["config", key], wanted[key]);
  }
  if (salt !== undefined && !document.has("encryptionsalt")) document.set("encryptionsalt", salt);
  return { text: String(document), changed };
}

/** The service tells that a value is secret and not what it is: today's stays. */
function isWithheld(value: Value | undefined): boolean {
  return isObject(value) && value.secure === "";
}

export function saltIn(text: string): string | undefined {
  const salt = parseDocument(text).get("encryptionsalt");
  return typeof salt === "string" ? salt : undefined;
}

/** The engine writes numbers and flags into its history as it reads them, whatever quotes the file has. */
function looksThe(file: Value | undefined, recorded: Value | undefined): boolean {
  const plain = (value: Value | undefined) => typeof value !== "object" && value !== undefined;
  return plain(file) && plain(recorded) && `${file}` === `${recorded}`;
}

function sealed(value: Value, reencrypt: Reencrypt): Value {
  if (isObject(value)) {
    if (typeof value.secure === "string" && Object.keys(value).length === 1) return { secure: reencrypt(value.secure) };
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, sealed(child, reencrypt)]));
  }
  return Array.isArray(value) ? value.map((child) => sealed(child, reencrypt)) : value;
}

/** Only what differs is touched, down to the single value, so that comments on what stays are kept. */
function put(document: Document, path: readonly string[], value: Value | undefined): void {
  const node = document.getIn(path, true);
  if (value === undefined) document.deleteIn(path);
  else if (isMap(node) && isObject(value)) putMap(document, path, node, value);
  else document.setIn(path, document.createNode(value));
}

function putMap(document: Document, path: readonly string[], node: YAMLMap, value: Values): void {
  const before = node.toJSON() as Values;
  for (const key of new Set([...Object.keys(before), ...Object.keys(value)])) {
    if (!equal(before[key], value[key])) put(document, [...path, key], value[key]);
  }
}
