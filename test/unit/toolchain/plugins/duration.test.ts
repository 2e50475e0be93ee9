import { expect, test } from "vitest";
import { nanoseconds, spelled } from "../../../../toolchain/plugins/docker/container/duration";

test.each([
  ["0s", 0],
  ["1s", 1e9],
  ["500ms", 5e8],
  ["1m30s", 90e9],
  ["1h0m0s", 3600e9],
  ["1.5s", 1.5e9],
])("%s is read, and spelled the same way", (text, value) => {
  expect(nanoseconds(text)).toBe(value);
  expect(spelled(value)).toBe(text);
});

test("60s comes back as 1m0s, as it does from the official plugin", () => {
  expect(spelled(nanoseconds("60s"))).toBe("1m0s");
});

test.each(["", "5", "ten seconds", "1s!", "s"])('"%s" is no duration', (text) => {
  expect(() => nanoseconds(text)).toThrow("is not a duration");
});
