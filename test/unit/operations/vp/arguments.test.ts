import { describe, expect, it } from "vitest";
import { readArguments } from "../../../../operations/vp/arguments";

const read = (line: string, env = {}) => readArguments(line.split(" ").filter(Boolean), env);

describe("the command line", () => {
  it("names a command and a stack", () => {
    expect(read("history --stack dev")).toMatchObject({ command: "history", stack: "dev", json: false, all: false });
    expect(read("rollback", { PULUMI_STACK: "dev" })).toMatchObject({ command: "rollback", stack: "dev", accept: [] });
    expect(read("")).toMatchObject({ command: "help" });
    expect(read("rollback --help")).toMatchObject({ command: "help" });
  });

  it("takes everything that a rollback can be told", () => {
    const line =
      "rollback -s dev --to 3 --yes --json --accept storage --accept images --old-passphrase-file a --cwd /x";
    expect(read(line)).toMatchObject({
      to: 3,
      yes: true,
      json: true,
      accept: ["storage", "images"],
      oldPassphraseFiles: ["a"],
      cwd: "/x",
    });
    expect(read("rollback -s dev --to-version 1.2.0 --check")).toMatchObject({ toVersion: "1.2.0", check: true });
  });

  it("asks for figures instead of the list", () => {
    expect(read("history -s dev")).toMatchObject({ metrics: false, prometheus: false });
    const asked = read("history -s dev --metrics --prometheus --since 2026-01-31");
    expect(asked).toMatchObject({ metrics: true, prometheus: true, since: new Date("2026-01-31T00:00:00Z") });
    expect(read("history -s dev --metrics --json")).toMatchObject({ metrics: true, json: true });
  });

  it.each([
    ["history -s dev --prometheus", "--prometheus belongs to --metrics"],
    ["history -s dev --since 30d", "--since belongs to --metrics"],
    ["rollback -s dev --metrics", "--metrics belongs to history"],
    ["history -s dev --metrics --json --prometheus", "--json and --prometheus exclude each other"],
    ["history -s dev --metrics --since lately", "--since lately: allowed are 30d"],
    ["deploy --stack dev", 'there is no command "deploy"; there are: history, rollback'],
    ["rollback", "--stack is missing"],
    ["rollback --stack dev --to latest", "--to latest: a number of a release"],
    ["rollback --stack dev --to 0", "--to 0: a number of a release"],
    ["rollback --stack dev --to 1 --to-version 2", "exclude each other"],
    ["rollback --stack dev --accept everything", "--accept everything: allowed are checkpoint, secrets"],
    ["rollback dev --stack dev", '"dev" is one argument too many'],
    ["history --stack dev --what", "--what"],
  ])("refuses %s", (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
