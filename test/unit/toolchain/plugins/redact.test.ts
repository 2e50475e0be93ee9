import { expect, test } from "vitest";
import { redact } from "../../../../toolchain/plugins/provider/redact";

test.each([
  ["a whole secret", "login with s3cr3t failed", ["s3cr3t"], "login with [secret] failed"],
  ["each line of a key", "bad line: MIIEvQ", ["BEGIN KEY\nMIIEvQ\nEND KEY"], "bad line: [secret]"],
  ["the long words of a secret command", "said correct-horse", ["echo correct-horse"], "said [secret]"],
  ["the value of a secret setting", "got hunter2hunter2", ["PASSWORD=hunter2hunter2"], "got [secret]"],
  ["a secret spelled as JSON", String.raw`running "a\"b\"cd"`, ['a"b"cd'], 'running "[secret]"'],
  ["the longer of two that overlap", "token-long", ["token", "token-long"], "[secret]"],
  ["nothing for a secret too short to hide", "a 1 b", ["1"], "a 1 b"],
])("%s", (_what, text, secrets, clean) => {
  expect(redact(text, secrets)).toBe(clean);
});
