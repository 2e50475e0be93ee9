import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Image } from "../components/workload";

/** Folder of the API service, relative to the project. */
const CONTEXT = "services/api";
const BUILD = `npm run build -w ${CONTEXT}`;

/**
 * The API service's image, built from the working tree under that reference.
 * @throws pulumi.RunError when the bundle that goes into the image is missing or older than its sources
 */
export function apiImage(reference: string, version: string, baseImage: string): Image {
  const bundle = join(CONTEXT, "dist");
  if (!existsSync(join(bundle, "server.js"))) {
    throw new pulumi.RunError(
      `${bundle} is missing, and the API image is built from it: run \`${BUILD}\` (\`make up\` does).`,
    );
  }
  const newest = (folder: string) => Math.max(...filesBelow(folder).map((file) => statSync(file).mtimeMs));
  if (newest(join(CONTEXT, "src")) > newest(bundle)) {
    throw new pulumi.RunError(`${bundle} is older than its sources: run \`${BUILD}\` (\`make up\` does), then deploy.`);
  }
  const fingerprint = fingerprintOf([...filesBelow(bundle), join(CONTEXT, "Dockerfile")]);
  return {
    reference,
    build: { context: `./${CONTEXT}`, fingerprint, args: { NODE_IMAGE: baseImage, VERSION: version } },
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function fingerprintOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${relative(CONTEXT, file)}\0`).update(readFileSync(file));
  return hash.digest("hex");
}
