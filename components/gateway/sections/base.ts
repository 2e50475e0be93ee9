import type { Settled } from "../input";
import { ownErrors } from "./own-errors";

const CIPHERS = [
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
];
const CIPHER_SUITES = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];

export function globalSection({ limits, place, tlsMinimum }: Settled): string[] {
  return [
    "global",
    "log stdout format raw local0 info",
    // Listening sockets pass from the old worker to the new one, so that a reload refuses no connection.
    `stats socket ${place.socket} mode 600 level admin expose-fd listeners`,
    `hard-stop-after ${limits.drainSeconds}s`,
    `maxconn ${limits.maxConnections}`,
    `nbthread ${limits.threads}`,
    `ssl-default-bind-options ssl-min-ver ${tlsMinimum} no-tls-tickets`,
    `ssl-default-bind-ciphers ${CIPHERS.join(":")}`,
    `ssl-default-bind-ciphersuites ${CIPHER_SUITES.join(":")}`,
  ];
}

export function defaultsSection({ limits }: Settled): string[] {
  return [
    "defaults platform",
    "mode http",
    "log global",
    "option dontlognull",
    "option log-health-checks",
    // A client that keeps its connection across a reload gets one more answer on it, then a clean close.
    "option idle-close-on-response",
    "unique-id-format %[uuid()]",
    `timeout http-request ${limits.requestSeconds}s`,
    `timeout http-keep-alive ${limits.idleSeconds}s`,
    `timeout client ${limits.clientSeconds}s`,
    `timeout server ${limits.serverSeconds}s`,
    `timeout tunnel ${limits.tunnelSeconds}s`,
    `timeout connect ${limits.connectSeconds}s`,
    "timeout queue 5s",
    "timeout check 5s",
    ...ownErrors(),
  ];
}

/** Names are asked again every second, so that a replaced instance is found before its health check would miss it twice. */
export function resolversSection(): string[] {
  return [
    "resolvers platform",
    "parse-resolv-conf",
    "accepted_payload_size 4096",
    "resolve_retries 3",
    "timeout resolve 1s",
    "timeout retry 500ms",
    "hold valid 1s",
    // A name server that fails or forgets for a moment takes no healthy instance away.
    "hold other 30s",
    "hold refused 30s",
    "hold timeout 30s",
    // Where a name shows ready instances alone, a busy one may be missing for a while; its health check knows better.
    "hold nx 60s",
    "hold obsolete 10s",
  ];
}
