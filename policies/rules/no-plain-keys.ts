import { known } from "../value";
import type { Setting } from "../view/container";
import { containerRule } from "../view/containers";

const SECRET_NAME = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH_?KEY)/i;
/** Says where a secret lies, or something about it, and not what it is. */
const ABOUT_A_SECRET = /(_FILE|_PATH|_DIR|_DIRECTORY|_NAME|_HEADER|_ENABLED|_TTL|_LENGTH)$/i;
const LOGIN_IN_URL = /:\/\/[^/\s:@]*:[^/\s@]+@/;
const SECRET_FLAG = /^--?(requirepass|password|passwd|api-?key|token|secret)(=(?<value>.*))?$/i;

export const noPlainKeys = containerRule({
  name: "no-plain-keys",
  description: "No password, key or token is in an environment variable or on a command line.",
  why: "Every listing of containers and processes shows those to whoever may look, and crash reports carry them away.",
  judge: ({ env, words }) => [
    ...env.filter(isSecret).map(({ name }) => ({
      what: `its environment variable ${name} holds a secret`,
      fix: `give it as a file, and the file's path as ${name}_FILE`,
    })),
    ...flags(words).map((flag) => ({ what: `its command line holds the value of ${flag}`, fix: "give it as a file" })),
  ],
});

function isSecret({ name, value }: Setting): boolean {
  const given = known(value);
  if (!given) return false;
  const named = SECRET_NAME.test(name) && !ABOUT_A_SECRET.test(name) && !given.startsWith("/");
  return named || LOGIN_IN_URL.test(given);
}

function flags(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const found = SECRET_FLAG.exec(word);
    const value = found?.groups?.value ?? words[index + 1] ?? "";
    return found && value !== "" && !value.startsWith("/") && !value.startsWith("$") ? [`${word.split("=")[0]}`] : [];
  });
}
