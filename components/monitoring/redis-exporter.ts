import type { Output } from "@pulumi/pulumi";
import type { Image, Resources, Workload } from "../workload";

export interface RedisExporterArgs {
  readonly image: Image;
  readonly resources: Resources;
  readonly redis: RedisAccess;
}

export interface RedisAccess {
  readonly workload: string;
  readonly host: string;
  readonly port: number;
  readonly password: Output<string>;
}

const PORT = 9121;
const PASSWORD_FILE = "/run/secrets/redis-exporter/passwords.json";

/** Tells Prometheus how Redis is. */
export function redisExporterWorkload(name: string, { image, resources, redis }: RedisExporterArgs): Workload {
  const address = `redis://${redis.host}:${redis.port}`;
  return {
    name,
    image,
    env: { REDIS_ADDR: address, REDIS_PASSWORD_FILE: PASSWORD_FILE },
    // The exporter looks the password up by the exact address that it connects to.
    secrets: [
      {
        path: PASSWORD_FILE,
        content: redis.password.apply((password) => JSON.stringify({ [address]: password })),
        onChange: "restart",
      },
    ],
    ports: [{ name: "metrics", number: PORT }],
    health: { ready: { kind: "http", path: "/health", port: PORT, with: "wget" }, startWithinSeconds: 30 },
    resources,
    user: 65534,
    reaches: [redis.workload],
    importance: "watching",
    scrape: { port: PORT },
  };
}
