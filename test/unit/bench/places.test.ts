import { describe, expect, it } from "vitest";
import { placesOf } from "../../../bench/places";

describe("where the benchmark measures", () => {
  it.each([
    [["--json"], ["docker", "kubernetes"]],
    [["--only=docker"], ["docker"]],
    [["--json", "--only=kubernetes"], ["kubernetes"]],
  ])("is, with %j, %j", (flags, places) => {
    expect(placesOf(flags)).toEqual(places);
  });

  it.each([
    ["--only=nomad", "ONLY is nomad"],
    ["--only=", "ONLY is empty"],
  ])("refuses %s", (flag, message) => {
    expect(() => placesOf([flag])).toThrow(`${message}; allowed: docker, kubernetes`);
  });
});
