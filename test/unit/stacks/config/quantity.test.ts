import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMiB, parseCpu, parseGiB, parseMiB } from "../../../../stacks/config/quantity";

describe("parseMiB", () => {
  it.each([
    ["256Mi", 256],
    ["1Gi", 1024],
    ["1.5Gi", 1536],
    ["0.125Gi", 128],
    ["32Gi", 32768],
    ["1Ti", 1048576],
  ])("reads %s as %d MiB", (text, mib) => {
    expect(parseMiB(text)).toBe(mib);
  });

  it.each(["", "256", "256M", "256mi", "1 Gi", "-1Gi", ".5Gi", "1.Gi", "1.0005Gi", "1e3Mi", "0.5Mi", "٣Gi"])(
    "refuses %j",
    (text) => {
      expect(parseMiB(text)).toBeUndefined();
    },
  );

  it("reads back what formatMiB writes, for every size of up to nine digits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (mib) => parseMiB(formatMiB(mib)) === mib),
      {
        examples: [[0], [1023], [1024], [1024 ** 2], [1024 ** 2 + 1]],
      },
    );
  });

  it("never rounds: a fraction of a unit is exact or refused", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(999), (whole, thousandths) => {
        const exact = (whole * 1000 + thousandths) * 1024;
        const parsed = parseMiB(`${whole}.${String(thousandths).padStart(3, "0")}Gi`);
        expect(parsed).toBe(exact % 1000 === 0 ? exact / 1000 : undefined);
      }),
    );
  });
});

describe("parseGiB", () => {
  it.each([
    ["50Gi", 50],
    ["1Ti", 1024],
    ["1.5Ti", 1536],
    ["2048Mi", 2],
  ])("reads %s as %d GiB", (text, gib) => {
    expect(parseGiB(text)).toBe(gib);
  });

  it.each(["512Mi", "1.5Gi", "50", "50G"])("refuses %j, which is no whole number of GiB", (text) => {
    expect(parseGiB(text)).toBeUndefined();
  });
});

describe("parseCpu", () => {
  it.each([
    ["100m", 0.1],
    ["1500m", 1.5],
    ["0.5", 0.5],
    ["16", 16],
    [16, 16],
    [0.25, 0.25],
    [1.1, 1.1],
  ])("reads %j as %d cores", (value, cores) => {
    expect(parseCpu(value)).toBe(cores);
  });

  it.each(["", "m", "0.5m", "-1", "1.0001", "one", 1.0001, Number.NaN, -1, 1e21])("refuses %j", (value) => {
    expect(parseCpu(value)).toBeUndefined();
  });

  it("reads thousandths and decimals alike", () => {
    fc.assert(fc.property(fc.nat(1_000_000), (m) => parseCpu(`${m}m`) === parseCpu((m / 1000).toFixed(3))));
  });
});
