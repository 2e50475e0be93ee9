import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VARIANTS } from "../unit/components/gateway/variants";
import { Site } from "./support/haproxy";

/** Not about the file: names that exist only inside the platform, and a machine with fewer cores than production's. */
const ABOUT_THIS_MACHINE = /could not resolve address|threads .*total of \d+ CPUs/;

function complaints(output: string): string[] {
  return output.split("\n").filter((line) => /\[(WARNING|ALERT)\]/.test(line) && !ABOUT_THIS_MACHINE.test(line));
}

describe("haproxy -c", () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.prepare();
  });
  afterAll(() => site.remove());

  it.each(Object.keys(VARIANTS))("accepts %s without a warning", (name) => {
    const input = VARIANTS[name];
    if (input) site.write(input);
    const { ok, output } = site.check();
    expect(complaints(output)).toEqual([]);
    expect(ok).toBe(true);
  });

  it("accepts key files without a key, as a stack has them before the first client", () => {
    writeFileSync(site.place.apiKeys, "");
    const { ok, output } = site.check();
    expect(complaints(output)).toEqual([]);
    expect(ok).toBe(true);
  });

  it("refuses a file that is broken, so that the accepting above means something", () => {
    writeFileSync(site.configFile, "frontend public\n  bind 127.0.0.1:1 ssl crt /nowhere\n  use_backend nothing\n");
    expect(site.check().ok).toBe(false);
  });
});
