import { describe, expect, it } from "vitest";
import { openCheckpoint, readCheckpoint } from "../../../../operations/checkpoint";
import { unlock } from "../../../../operations/checkpoint/passphrase";
import { KIND, MARK, secret } from "../../../../operations/checkpoint/values";
import { resource, stored } from "./support";

/** Written by the engine (3.220.0) for the passphrase "pp". */
const SALT = "v1:Z1e0MODNX0Q=:v1:kvvMIk18ObZq2k5s:OYxSffLszaK2P330BuvOmVsZ8ipKVQ==";
const HUSH = "v1:YrsClM+jt5f/0bBs:Hc03WCkVFkVkrv5JFe1IOSMW7sw=";
const never = async () => {
  throw new Error("not needed");
};

/** A key is slow to derive on purpose, and a build machine has little time for it. */
const PATIENCE_MS = 120_000;

describe("a passphrase", { timeout: PATIENCE_MS }, () => {
  it("opens what the engine has encrypted, and what it encrypts opens again", async () => {
    const crypter = await unlock(SALT, ["wrong", "pp"]);
    expect(crypter.decrypt(HUSH)).toBe("hush");
    expect(crypter.decrypt(crypter.encrypt("grün"))).toBe("grün");
  });

  it("that does not fit is said so, with where a fitting one may be given", async () => {
    await expect(unlock(SALT, ["wrong"])).rejects.toThrow(/the passphrase does not fit; .*--old-passphrase-file/);
    await expect(unlock(SALT, ["wrong", "too"])).rejects.toThrow("none of the 2 passphrases fits");
    await expect(unlock(SALT, [])).rejects.toThrow("no passphrase was given");
    await expect(unlock("v2:new:form", ["pp"])).rejects.toThrow("not of a known form");
  });

  it("opens the secrets of a checkpoint at any depth", async () => {
    const crypter = await unlock(SALT, ["pp"]);
    const sealed = (plain: unknown) => ({ [MARK]: KIND.secret, ciphertext: crypter.encrypt(JSON.stringify(plain)) });
    const provider = { secrets_providers: { type: "passphrase", state: { salt: SALT } } };
    const inputs = { deep: [{ key: sealed({ a: [1, null] }) }], open: "x" };
    const checkpoint = readCheckpoint(stored([resource("a", { inputs: inputs as never })], provider));
    const [opened] = (await openCheckpoint(checkpoint, ["pp"], never)).resources;
    expect(opened?.inputs).toEqual({ deep: [{ key: secret({ a: [1, null] }) }], open: "x" });
    await expect(openCheckpoint(checkpoint, ["wrong"], never)).rejects.toMatchObject({ trouble: "passphrase" });
  });

  it("is not asked for where another provider keeps the secrets", async () => {
    const provider = { secrets_providers: { type: "cloud", state: {} } };
    const sealed = { [MARK]: KIND.secret, ciphertext: "elsewhere" };
    const checkpoint = readCheckpoint(stored([resource("a", { inputs: { sealed } })], provider));
    const opened = { [MARK]: KIND.secret, plaintext: '"x"' };
    const other = async () => readCheckpoint(stored([resource("a", { inputs: { sealed: opened } })], provider));
    expect((await openCheckpoint(checkpoint, [], other)).resources[0]?.inputs).toEqual({ sealed: secret("x") });
    await expect(openCheckpoint(checkpoint, [], async () => checkpoint)).rejects.toThrow("still encrypted");
  });
});
