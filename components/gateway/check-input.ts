import { isIPv4, isIPv6 } from "node:net";
import { SLOTS } from "../slots/slot";
import { type Limits, METHODS, type Settled } from "./input";
import { type Check, failing, type Problem } from "./problem";

const ADDRESS = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?:[1-9]\d{0,4}$/i;
const BIND = /^(?:\*|[0-9.]+|\[[0-9a-f:]+\]):[1-9]\d{0,4}$/i;
const FILE = /^(?:\/[\w.-]+)+$/;
const ROUTE = /^\/(?:[\w-][\w.-]*\/?)*$/;
const PREFIX = /^\/[a-z0-9-]+\/$/;
const NAME = /^[a-z][a-z0-9-]{0,30}$/;
/** The same as the configuration schema allows. */
const SENTENCE = /^[^\p{Cc}"\\]{1,200}$/u;

const RANGES: Readonly<Record<keyof Limits, readonly [lowest: number, highest: number]>> = {
  maxConnections: [16, 1_000_000],
  requestsPerSecond: [1, 1_000_000],
  burst: [1, 1_000_000],
  anonymousRequestsPerSecond: [1, 1_000_000],
  bodyBytes: [1024, 2 ** 31],
  connectSeconds: [1, 60],
  requestSeconds: [1, 3600],
  clientSeconds: [1, 3600],
  serverSeconds: [1, 3600],
  operatorServerSeconds: [1, 86_400],
  idleSeconds: [1, 3600],
  tunnelSeconds: [1, 86_400],
  drainSeconds: [1, 3600],
  threads: [1, 64],
};

/** Everything wrong with the input, at once. Whatever passes can be written into the configuration as it is. */
export function problemsOf(input: Settled): Problem[] {
  return failing([
    ...slots(input),
    ...maintenance(input),
    ...routes(input),
    ...allowlist(input),
    ...operatorRoutes(input),
    ...limits(input),
    ...place(input),
  ]);
}

function slots({ slots, activeSlot, canaryWeight }: Settled): Check[] {
  const enabled = slots.map((slot) => slot.name);
  const runs = enabled.includes(activeSlot);
  const lonely = canaryWeight > 0 && runs && enabled.length < SLOTS.length;
  const some = enabled.join(" or ") || "a slot that is enabled";
  return [
    [!runs, "activeSlot", activeSlot, some, "enable that slot first, or name one that runs"],
    [
      beyond(canaryWeight, 0, 100),
      "canaryWeight",
      canaryWeight,
      "a whole number, 0 to 100",
      "give the idle slot's share in percent",
    ],
    [lonely, "canaryWeight", canaryWeight, "0 while one slot runs", "enable the other slot, or set the weight to 0"],
    ...slots.flatMap(({ name, address, replicas }): Check[] => [
      reachable(`slots.${name}.address`, address),
      [beyond(replicas, 1, 100), `slots.${name}.replicas`, replicas, "1 to 100", "give the number of API instances"],
    ]),
  ];
}

function maintenance({ maintenance: notice }: Settled): Check[] {
  if (!notice) return [];
  const { message, retryAfterSeconds } = notice;
  const line = 'one line of up to 200 characters without " and \\';
  return [
    [!SENTENCE.test(message), "maintenance.message", message, line, "say it in one plain sentence"],
    [
      beyond(retryAfterSeconds, 1, 86_400),
      "maintenance.retryAfterSeconds",
      retryAfterSeconds,
      "1 to 86400",
      "give seconds",
    ],
  ];
}

function routes({ routes }: Settled): Check[] {
  return routes.flatMap(({ path, methods }, i): Check[] => {
    const unknown = methods.length === 0 || methods.some((method) => !METHODS.includes(method));
    const covered = routes.slice(0, i).some((other) => covers(other.path, path) || covers(path, other.path));
    const at = `routes[${i}]`;
    return [
      [
        !ROUTE.test(path),
        `${at}.path`,
        path,
        "/ and then letters, digits, _ - . /",
        "write the path as the API serves it",
      ],
      [covered, `${at}.path`, path, "each path once, and none below another", "merge the two routes"],
      [unknown, `${at}.methods`, methods, METHODS.join(", "), "list the methods that the path serves"],
    ];
  });
}

function covers(route: string, path: string): boolean {
  return route === path || (route.endsWith("/") && path.startsWith(route));
}

function allowlist({ allowlist: networks }: Settled): Check[] {
  const example = "an address or a network such as 192.168.10.0/24";
  return networks.map((network, i) => [
    !isNetwork(network),
    `allowlist[${i}]`,
    network,
    example,
    "list one network an entry",
  ]);
}

function isNetwork(value: string): boolean {
  const [address = "", bits, ...rest] = value.split("/");
  const width = isIPv4(address) ? 32 : isIPv6(address) && !address.includes("%") ? 128 : -1;
  return width > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width));
}

function operatorRoutes({ operatorRoutes: entries }: Settled): Check[] {
  const names = entries.map((entry) => entry.name);
  const prefixes = entries.map((entry) => entry.prefix);
  return entries.flatMap(({ name, prefix, address }, i): Check[] => {
    const at = `operatorRoutes[${i}]`;
    const twice = names.indexOf(name) !== i || prefixes.indexOf(prefix) !== i;
    return [
      [!NAME.test(name), `${at}.name`, name, "a lower-case word", "use the service's name"],
      [!PREFIX.test(prefix), `${at}.prefix`, prefix, "/word/", "use one path segment between slashes"],
      [twice, at, { name, prefix }, "each name and prefix once", "remove the second one"],
      reachable(`${at}.address`, address),
    ];
  });
}

function limits({ limits }: Settled): Check[] {
  const ranges = Object.entries(RANGES) as [keyof Limits, readonly [number, number]][];
  const tooFew = limits.burst < limits.requestsPerSecond;
  const least = `at least ${limits.requestsPerSecond}, the mean rate`;
  return [
    ...ranges.map(([key, [low, high]]): Check => {
      const allowed = `a whole number, ${low} to ${high}`;
      return [beyond(limits[key], low, high), `limits.${key}`, limits[key], allowed, "change it, or leave it out"];
    }),
    [tooFew, "limits.burst", limits.burst, least, "raise the burst or lower limits.requestsPerSecond"],
  ];
}

function place({ place, tlsMinimum }: Settled): Check[] {
  const versions = ["TLSv1.2", "TLSv1.3"];
  const binds = ["publicBind", "operatorBind", "metricsBind"] as const;
  const files = ["socket", "certificate", "apiKeys", "operatorKeys"] as const;
  return [
    [!versions.includes(tlsMinimum), "tlsMinimum", tlsMinimum, versions.join(" or "), "older versions are broken"],
    ...binds.map((key): Check => {
      return [!BIND.test(place[key]), `place.${key}`, place[key], "address:port or *:port", "give a numeric address"];
    }),
    ...files.map((key): Check => {
      return [!FILE.test(place[key]), `place.${key}`, place[key], "an absolute path without spaces", "name the file"];
    }),
  ];
}

function reachable(path: string, address: string): Check {
  return [!ADDRESS.test(address), path, address, "host:port", "give a host name and a port, nothing else"];
}

function beyond(value: number, lowest: number, highest: number): boolean {
  return !Number.isInteger(value) || value < lowest || value > highest;
}
