import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ProviderArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";

type RegistryAuth = NonNullable<Unwrap<ProviderArgs>["registryAuth"]>[number];
type DockerConfig = { readonly auths?: Readonly<Record<string, { readonly auth?: string }>> };

interface Login {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
}

const DOCKER_HUB = "registry-1.docker.io";

/** Credentials for the registry that an image comes from. */
export type Credentials = (image: string) => Login | undefined;

/** @param setting `registryAuth` of the provider, as the engine hands it over: a JSON text */
export function credentialsFrom(setting: string | undefined): Credentials {
  const entries = setting ? (JSON.parse(setting) as RegistryAuth[]) : [];
  return (image) => {
    const registry = registryOf(image);
    const entry = entries.find(({ address }) => hostOf(address) === registry);
    return entry && { ...userOf(entry, registry), serveraddress: entry.address };
  };
}

function userOf(entry: RegistryAuth, registry: string): Omit<Login, "serveraddress"> {
  if (entry.authDisabled) return { username: "username", password: "password" };
  if (entry.username) return { username: entry.username, password: entry.password ?? "" };
  const path = entry.configFile?.replace(/^~\//, `${homedir()}/`) ?? join(homedir(), ".docker", "config.json");
  const config = JSON.parse(entry.configFileContent ?? readFileSync(path, "utf8")) as DockerConfig;
  const found = Object.entries(config.auths ?? {}).find(([address]) => hostOf(address) === registry)?.[1].auth;
  if (!found)
    throw new Error(
      `registryAuth: no login for ${registry} in ${entry.configFileContent ? "the given file content" : path}`,
    );
  const [username = "", ...password] = Buffer.from(found, "base64").toString().split(":");
  return { username, password: password.join(":") };
}

/** A first part with a dot or a port, or `localhost`, is a registry; everything else lives on Docker Hub. */
function registryOf(image: string): string {
  const [first = "", ...rest] = image.split("/");
  return rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first : DOCKER_HUB;
}

function hostOf(address: string): string {
  const host = address.replace(/^https?:\/\//, "").split("/")[0] ?? "";
  return ["docker.io", "index.docker.io", "registry.hub.docker.com"].includes(host) ? DOCKER_HUB : host;
}
