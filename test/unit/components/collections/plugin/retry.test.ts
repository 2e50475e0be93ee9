import { describe, expect, it } from "vitest";
import { patiently } from "../../../../../components/collections/plugin/retry";

function failing(times: number): { attempt: () => Promise<string>; count: () => number } {
  let count = 0;
  const attempt = async (): Promise<string> => {
    count += 1;
    if (count <= times) throw new Error(`attempt ${count}`);
    return "done";
  };
  return { attempt, count: () => count };
}

const signal = new AbortController().signal;

describe("patiently", () => {
  it("tries again while the failure may pass", async () => {
    const { attempt, count } = failing(2);
    expect(await patiently(attempt, { seconds: 5, signal, isPassing: () => true })).toBe("done");
    expect(count()).toBe(3);
  });

  it("gives up when patience ends, with the last failure", async () => {
    const { attempt, count } = failing(100);
    await expect(patiently(attempt, { seconds: 0.15, signal, isPassing: () => true })).rejects.toThrow("attempt 2");
    expect(count()).toBe(2);
  });

  it("does not repeat what is final", async () => {
    const { attempt, count } = failing(1);
    await expect(patiently(attempt, { seconds: 5, signal, isPassing: () => false })).rejects.toThrow("attempt 1");
    expect(count()).toBe(1);
  });

  it("stops waiting when interrupted", async () => {
    const controller = new AbortController();
    const run = patiently(failing(100).attempt, { seconds: 60, signal: controller.signal, isPassing: () => true });
    controller.abort();
    await expect(run).rejects.toThrow();
  });
});
