import { expect, it } from "vitest";
import { serializeError } from "../../../../services/api/src/log";

it("writes of an error what explains it, not what a client hung on it", () => {
  const error = Object.assign(new Error("WRONGPASS", { cause: new Error("refused") }), {
    code: "ERR",
    command: { name: "auth", args: ["planted-password"] },
  });
  const written = serializeError(error);
  expect(written).toMatchObject({ name: "Error", message: "WRONGPASS", code: "ERR", cause: "refused" });
  expect(JSON.stringify(written)).not.toContain("planted");
});
