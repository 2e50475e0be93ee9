import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Container } from "dockerode";
import { Header, Pax } from "tar";
import { daemon } from "../daemon";
import type { ContainerInputs } from "./schema";

type Upload = NonNullable<ContainerInputs["uploads"]>[number];

const BLOCK = 512;

/** Puts files into a container that has not started yet, volumes mounted in it included. */
export async function uploadAll(container: Container, uploads: readonly Upload[] = []): Promise<void> {
  for (const upload of uploads) {
    const archive = tarOf(upload, await contentOf(upload), {
      uid: await numericId(upload.owner, "owner"),
      gid: await numericId(upload.group, "group"),
    });
    const options = { path: "/", ...((upload.owner || upload.group) && { copyUIDGID: "true" }) };
    await daemon(`Unable to upload ${upload.file}`, container.putArchive(archive, options));
  }
}

async function contentOf(upload: Upload): Promise<Buffer> {
  const given = [upload.content, upload.contentBase64, upload.source].filter(Boolean);
  if (given.length !== 1) {
    const how = given.length === 0 ? "one of" : "only one of";
    throw new Error(`upload ${upload.file}: ${how} content, contentBase64 or source must be set`);
  }
  if (upload.source) return readFile(upload.source);
  return upload.contentBase64 ? Buffer.from(upload.contentBase64, "base64") : Buffer.from(upload.content ?? "");
}

function tarOf(upload: Upload, content: Buffer, ids: { readonly uid: number; readonly gid: number }): Buffer {
  const entry = {
    // Archive paths are relative; the engine unpacks below "/".
    path: upload.file.replace(/^\/+/, ""),
    mode: modeOf(upload),
    size: content.length,
    mtime: new Date(),
    type: "File" as const,
    uname: nameOnly(upload.owner),
    gname: nameOnly(upload.group),
    ...ids,
  };
  const header = Buffer.alloc(BLOCK);
  const tooLong = new Header(entry).encode(header, 0);
  const longNames = tooLong ? new Pax(entry).encode() : Buffer.alloc(0);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  const end = Buffer.alloc(2 * BLOCK);
  return Buffer.concat([longNames, header, content, padding, end]);
}

function modeOf({ permissions, executable }: Upload): number {
  if (permissions) return Number.parseInt(permissions, 8);
  return executable ? 0o744 : 0o644;
}

function nameOnly(owner: string | undefined): string {
  return owner && !/^\d+$/.test(owner) ? owner : "";
}

/** A name is looked up on the machine that runs the plugin, as the official one does; numbers are safer. */
async function numericId(value: string | undefined, field: "owner" | "group"): Promise<number> {
  if (!value) return 0;
  if (/^\d+$/.test(value)) return Number(value);
  const database = field === "owner" ? "passwd" : "group";
  const found = await promisify(execFile)("getent", [database, value]).catch(() => ({ stdout: "" }));
  const id = found.stdout.split(":")[2];
  if (id === undefined) throw new Error(`could not resolve upload ${field} "${value}": give its number`);
  return Number(id);
}
