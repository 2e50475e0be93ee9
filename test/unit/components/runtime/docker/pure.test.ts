import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { fileMounts, mountedFiles } from "../../../../../components/runtime/docker/files";
import { readyScript, reloadScript } from "../../../../../components/runtime/docker/gate";
import { probeCommand } from "../../../../../components/runtime/docker/probe";
import { shellWords } from "../../../../../components/runtime/docker/shell";
import type { Workload } from "../../../../../components/workload";

const workload: Workload = {
  name: "app",
  image: { reference: "app" },
  ports: [],
  health: { ready: { kind: "exec", command: ["check", "it's up"] }, startWithinSeconds: 7 },
  resources: { cpu: 1, memoryMiB: 64 },
  user: 1000,
  reload: { signal: "SIGUSR2", check: ["app", "-c"] },
};

describe("shellWords", () => {
  it("brings every word through a real shell unchanged", () => {
    const words = ["plain", "two words", "it's", 'a "quote"', "$HOME", "`id`", "a\nb", "*", "", "-n", "\\"];
    const seen = execFileSync("sh", ["-c", `for w in ${shellWords(words)}; do printf '%s\\0' "$w"; done`]);
    expect(seen.toString().split("\0").slice(0, -1)).toEqual(words);
  });
});

describe("fileMounts", () => {
  const files = (paths: string[]) =>
    mountedFiles({ ...workload, files: paths.map((path) => ({ path, content: "x", onChange: "restart" as const })) });

  it("follows the set of paths, not their order", () => {
    expect(fileMounts(files(["/etc/a", "/etc/b"]))).toEqual(fileMounts(files(["/etc/b", "/etc/a"])));
    expect(fileMounts(files(["/etc/a"]))).not.toEqual(fileMounts(files(["/etc/a", "/etc/b"])));
  });
});

describe("gate scripts", () => {
  it("are valid shell", () => {
    for (const script of [readyScript("vp-app", workload, 512), reloadScript("vp-app", workload, 512)]) {
      expect(spawnSync("sh", ["-n", "-c", script]).status).toBe(0);
    }
  });

  it("check the files before the signal, and leave the signal out where nothing reloads", () => {
    const script = reloadScript("vp-app", workload, 512);
    expect(script.indexOf("docker exec vp-app app -c")).toBeLessThan(script.indexOf("--signal SIGUSR2"));
    expect(reloadScript("vp-app", { ...workload, reload: undefined }, 512)).not.toContain("docker kill");
  });
});

describe("probeCommand", () => {
  it.each([
    ["node", 200, 0],
    ["node", 503, 1],
    ["bash", 200, 0],
    ["bash", 503, 1],
  ] as const)("asks with %s and turns a %i into exit code %i", async (client, status, code) => {
    const server = createServer((_, response) => response.writeHead(status).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const command = probeCommand({ kind: "http", path: "/ready", port, with: client });
    const exit = await new Promise((resolve) => {
      spawn(command[0] ?? "", command.slice(1)).on("exit", resolve);
    });
    server.close();
    expect(exit).toBe(code);
  });

  it("knows the other clients and takes a command as it is", () => {
    const http = { kind: "http", path: "/x", port: 1, tls: true } as const;
    expect(probeCommand({ ...http, with: "wget" })).toContain("https://127.0.0.1:1/x");
    expect(probeCommand({ ...http, with: "curl" })).toContain("https://127.0.0.1:1/x");
    expect(probeCommand({ kind: "exec", command: ["a"] })).toEqual(["a"]);
  });
});
