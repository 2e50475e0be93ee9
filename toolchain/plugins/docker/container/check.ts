import type { Failure } from "../../provider/resource";
import { hasUnknown, isObject, type Value, type Values } from "../../provider/values";
import { nanoseconds } from "./duration";
import { SCHEMA } from "./schema";

const RESTART = ["no", "on-failure", "always", "unless-stopped"];
const MOUNT_TYPES = ["bind", "volume", "tmpfs"];

/** Everything that can be told before the engine is asked, all at once. */
export function failuresOf(news: Values): Failure[] {
  const { restart, cpuSet, networksAdvanced, gpus, deviceRequests, healthcheck } = news;
  const rules: readonly (readonly [boolean, string, string])[] = [
    [!news.image, "image", "a container needs an image"],
    [unlike(restart, RESTART), "restart", `"${restart}": use one of ${RESTART.join(", ")}`],
    [isKnownText(cpuSet) && !/^\d+([,-]\d+)*$/.test(cpuSet), "cpuSet", `"${cpuSet}": write it like 0-1 or 0,2`],
    [Boolean(gpus && deviceRequests), "gpus", "conflicts with deviceRequests: give one of the two"],
    [
      list(networksAdvanced).some((item) => Boolean(item.gwPriority)),
      "networksAdvanced",
      "gwPriority needs Docker API 1.48",
    ],
    [
      list(news.mounts).some(({ type }) => unlike(type, MOUNT_TYPES)),
      "mounts",
      `type is one of ${MOUNT_TYPES.join(", ")}`,
    ],
  ];
  return [
    ...rules.filter(([broken]) => broken).map(([, property, reason]) => ({ property, reason })),
    ...Object.keys(news)
      .filter((key) => !(key in SCHEMA) && key !== "__defaults")
      .map((property) => ({ property, reason: "a container has no such input" })),
    ...list(news.uploads).flatMap(uploadFailures),
    ...(isObject(healthcheck) ? durationFailures(healthcheck) : []),
  ];
}

function uploadFailures(upload: Values): Failure[] {
  const { permissions, file } = upload;
  if (isKnownText(permissions) && !/^0[0-7]{3}$/.test(permissions)) {
    return [{ property: "uploads", reason: `${file}: permissions "${permissions}": write them like 0644` }];
  }
  return [];
}

function durationFailures(healthcheck: Values): Failure[] {
  return ["interval", "timeout", "startPeriod", "startInterval"].flatMap((key) => {
    const value = healthcheck[key];
    if (!isKnownText(value)) return [];
    try {
      nanoseconds(value);
      return [];
    } catch (error) {
      return [{ property: "healthcheck", reason: `${key}: ${(error as Error).message}` }];
    }
  });
}

function unlike(value: Value, allowed: readonly string[]): boolean {
  return isKnownText(value) && !allowed.includes(value);
}

function isKnownText(value: Value): value is string {
  return typeof value === "string" && !hasUnknown(value);
}

function list(value: Value): readonly Values[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
