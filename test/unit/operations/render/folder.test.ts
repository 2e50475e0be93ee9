import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { fileNames, manifestFiles, toYaml } from "../../../../operations/render/folder";
import { identity } from "../../../../operations/render/objects";
import { writeFolder } from "../../../../operations/render/write";

const folder = mkdtempSync(join(tmpdir(), "vector-platform-render-"));
afterAll(() => rmSync(folder, { recursive: true }));

const object = (kind: string, name: string, namespace?: string) => ({
  apiVersion: "v1",
  kind,
  metadata: { name, ...(namespace && { namespace }) },
});

describe("the files of manifests", () => {
  it("are named by kind and name, in folders that apply in order", () => {
    const objects = [object("Deployment", "api", "n"), object("Namespace", "n"), object("ConfigMap", "api-files", "n")];
    expect(manifestFiles(objects).map(({ path }) => path)).toEqual([
      "manifests/1-cluster/namespace-n.yaml",
      "manifests/3-configuration/configmap-api-files.yaml",
      "manifests/4-workloads/deployment-api.yaml",
    ]);
  });

  it("name the namespace only where two objects would share a file", () => {
    const [one, two] = [object("NetworkPolicy", "deny-all", "n"), object("NetworkPolicy", "deny-all", "n-host")];
    const names = fileNames([one, two]);
    expect(names.get(identity(one))).toBe("networkpolicy-deny-all.yaml");
    expect(names.get(identity(two))).toBe("networkpolicy-deny-all-n-host.yaml");
  });

  it("hold no Secret", () => {
    expect(manifestFiles([object("Secret", "s", "n")])).toEqual([]);
  });

  it("keep texts readable and exact", () => {
    const text = 'first line\n\n  indented: "quoted" # no comment\nlast\n';
    const yaml = toYaml({ data: { file: text, long: "x ".repeat(200) } });
    expect(yaml).toContain("file: |\n");
    expect(parse(yaml)).toEqual({ data: { file: text, long: "x ".repeat(200) } });
  });
});

describe("writing a folder", () => {
  const files = (content: string) => [
    { path: "README.md", content: "# Ours, stack x\n" },
    { path: "a/b.yaml", content },
    { path: "run.sh", content: "#!/bin/sh\n", executable: true },
  ];

  it("replaces what an earlier run left and nothing else", () => {
    const own = join(folder, "own");
    writeFolder(own, [...files("1"), { path: "old.yaml", content: "" }], "# Ours");
    writeFolder(own, files("2"), "# Ours");
    expect(readFileSync(join(own, "a/b.yaml"), "utf8")).toBe("2");
    expect(() => statSync(join(own, "old.yaml"))).toThrow();
    expect(statSync(join(own, "run.sh")).mode & 0o111).not.toBe(0);
  });

  it("refuses a folder that holds other files", () => {
    writeFileSync(join(folder, "mine.txt"), "mine");
    expect(() => writeFolder(folder, files("1"), "# Ours")).toThrow(/holds other files.*Name a folder that is empty/);
    expect(readFileSync(join(folder, "mine.txt"), "utf8")).toBe("mine");
  });
});
