import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { canonical, imageName } from "../../../../../operations/rollback/workloads/image-name";
import { askRegistry } from "../../../../../operations/rollback/workloads/registry";

const DIGEST = `sha256:${"0".repeat(64)}`;
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function registry(answer: RequestListener): Promise<string> {
  const made = createServer(answer);
  server = made;
  await new Promise<void>((listens) => made.listen(0, "127.0.0.1", listens));
  return `127.0.0.1:${(made.address() as AddressInfo).port}`;
}

const answering = (status: number) => registry((_, response) => response.writeHead(status).end());

describe("a registry", () => {
  it("has the image of a digest, or of a tag", async () => {
    const asked: string[] = [];
    const host = await registry(({ method, url, headers }, response) => {
      asked.push(`${method} ${url} ${headers.accept?.includes("application/vnd.oci.image.index.v1+json")}`);
      response.writeHead(200).end();
    });
    expect(await askRegistry(`${host}/team/api@${DIGEST}`)).toEqual({ has: true });
    expect(await askRegistry(`${host}/team/api:1.2`)).toEqual({ has: true });
    expect(asked).toEqual([`HEAD /v2/team/api/manifests/${DIGEST} true`, "HEAD /v2/team/api/manifests/1.2 true"]);
  });

  it("does not have it", async () => {
    expect(await askRegistry(`${await answering(404)}/api:1`)).toEqual({ has: false });
  });

  it.each([
    [401, "wants a login"],
    [403, "wants a login"],
    [500, "answers 500"],
    [429, "answers 429"],
  ])("does not say when it answers %i", async (status, why) => {
    expect(await askRegistry(`${await answering(status)}/api:1`)).toEqual({ why: expect.stringContaining(why) });
  });

  it("does not say when nobody is there", async () => {
    const host = await answering(200);
    server?.close();
    expect(await askRegistry(`${host}/api:1`)).toEqual({ why: expect.stringMatching(/does not answer: ECONNREFUSED/) });
  });

  it("gives everybody a token to read with, where it is public", async () => {
    const host = await registry(({ url = "", headers }, response) => {
      const challenge = `Bearer realm="http://${headers.host}/token",service="r",scope="repository:api:pull"`;
      if (url === "/token?service=r&scope=repository%3Aapi%3Apull") return response.end('{"token": "guest"}');
      if (headers.authorization === "Bearer guest") return response.writeHead(200).end();
      return response.writeHead(401, { "www-authenticate": challenge }).end();
    });
    expect(await askRegistry(`${host}/api:1`)).toEqual({ has: true });
  });

  it("wants a login, where it gives nobody a token", async () => {
    const host = await registry(({ url, headers }, response) =>
      response
        .writeHead(401, {
          ...(url !== "/token" && { "www-authenticate": `Bearer realm="http://${headers.host}/token"` }),
        })
        .end(),
    );
    expect(await askRegistry(`${host}/api:1`)).toEqual({ why: expect.stringContaining("wants a login") });
  });
});

describe("the name of an image", () => {
  it.each([
    ["redis", "docker.io/library/redis:latest"],
    ["redis:7", "docker.io/library/redis:7"],
    ["qdrant/qdrant:v1.19.0", "docker.io/qdrant/qdrant:v1.19.0"],
    ["docker.io/redis:7", "docker.io/library/redis:7"],
    ["localhost/api:1", "localhost/api:1"],
    ["127.0.0.1:5000/a/b:1", "127.0.0.1:5000/a/b:1"],
    [`host.example/a:1@${DIGEST}`, `host.example/a@${DIGEST}`],
    [`a@${DIGEST}`, `docker.io/library/a@${DIGEST}`],
  ])("%s is %s", (reference, full) => {
    expect(canonical(reference)).toBe(full);
  });

  it("has parts", () => {
    expect(imageName(`h:1/a/b:2@${DIGEST}`)).toEqual({ registry: "h:1", repository: "a/b", tag: "2", digest: DIGEST });
  });
});
