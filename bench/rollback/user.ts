import { request } from "node:https";
import type { Answer } from "./load";

const TIMEOUT_MS = 10_000;

/** One request of a user, on a connection of its own: a kept one would hide that nobody listens for new ones. */
export function askAs({ url, ca, key }: { url: string; ca: string; key: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { ca, agent: false as const, timeout: TIMEOUT_MS, headers: { "x-api-key": key } };
    const asking = request(`${url}/api/v1/collections`, options, (response) => {
      response.on("error", reject).on("end", () => {
        const { "x-slot": slot, "x-version": version } = response.headers;
        resolve({ ok: response.statusCode === 200, by: `${slot} ${version}` });
      });
      response.resume();
    });
    asking.on("timeout", () => asking.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    asking.on("error", reject).end();
  });
}
