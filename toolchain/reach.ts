import { request } from "node:https";

const asked = new Map<string, Promise<boolean>>();

/**
 * Whether an HTTPS server answers at all within four seconds; each is asked once a run. The downloaders behind it retry
 * for ten seconds and more before they give up, which is a long wait for a machine without internet.
 */
export function answers(host: string): Promise<boolean> {
  const known = asked.get(host) ?? ask(host);
  asked.set(host, known);
  return known;
}

function ask(host: string): Promise<boolean> {
  // Node does not use proxies by itself, the downloaders do: let them find out.
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return Promise.resolve(true);
  return new Promise((done) => {
    const probe = request({ host, method: "HEAD", timeout: 4000 }, (response) => {
      response.resume();
      done(true);
    });
    probe.on("timeout", () => probe.destroy(new Error("no answer")));
    probe.on("error", () => done(false));
    probe.end();
  });
}
