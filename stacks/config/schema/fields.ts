import { isIP } from "node:net";
import { z } from "zod";
import { CPU_PATTERN, parseCpu, parseGiB, parseMiB, SIZE_PATTERN } from "../quantity";

/*
 * Building blocks of the schema. Every message a field can produce is the text that completes "allowed: …",
 * so that the loader can print path, value, allowed range and advice without knowing the field.
 */

export function integer(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `one of ${values.join(", ")}` });
}

export function flag() {
  return z.boolean({ error: "true or false" });
}

/** @param allowed completes "allowed: …" */
export function text(pattern: RegExp, allowed: string) {
  return z.string({ error: allowed }).regex(pattern, { error: allowed });
}

/** Memory, as MiB once parsed. */
export const memory = (min: string, max: string) => size(parseMiB, min, max, "256Mi or 32Gi");

/** Disk space, as GiB once parsed. */
export const storage = (min: string, max: string) => size(parseGiB, min, max, "50Gi or 1Ti");

function size(parse: (text: string) => number | undefined, min: string, max: string, examples: string) {
  const error = `a size such as ${examples}, from ${min} to ${max}`;
  const range = within(parse(min), parse(max), error);
  return z
    .string({ error })
    .regex(new RegExp(SIZE_PATTERN), { error })
    .transform((given, context) => range(parse(given), context));
}

/** CPU share, as cores once parsed. */
export function cpu(min: string, max: string) {
  const error = `a number of cores such as 16 or 0.5, or thousandths such as "250m", from ${min} to ${max}`;
  const range = within(parseCpu(min), parseCpu(max), error);
  return z
    .union([z.number(), z.string().regex(new RegExp(CPU_PATTERN), { error })], { error })
    .transform((given, context) => range(parseCpu(given), context));
}

function within(min: number | undefined, max: number | undefined, message: string) {
  return (parsed: number | undefined, context: z.RefinementCtx): number => {
    if (parsed !== undefined && parsed >= (min ?? 0) && parsed <= (max ?? 0)) {
      return parsed;
    }
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
}

/** An object that refuses keys it does not know; its message for those is the list of the keys that it does. */
export function section<T extends z.core.$ZodShape>(shape: T) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? known.join(" ") : `an object with the keys ${known.join(", ")}`,
  });
}

/** An image under a fixed tag or digest: what `latest` means changes under a running stack. */
export const image = () =>
  text(
    /^[a-z0-9][\w.:/-]*(:(?!latest(@|$))\w[\w.-]{0,127}(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/,
    'an image reference with a tag other than latest or a digest, such as "redis:8.8.0@sha256:<64 hex digits>"',
  );

export const version = () =>
  text(/^\d+\.\d+\.\d+(-[\w.-]+)?$/, 'a version such as "1.4.0" or "1.4.0-rc.1" that can be an image tag');

export const ipAddress = () =>
  z
    .string({ error: "an IP address" })
    .refine((value) => isIP(value) !== 0, { error: 'an IP address such as "127.0.0.1"' });

/** Ports below 1025 belong to the host's own services (CIS Docker 5.8). */
export const publishedPort = () => integer(1025, 65535);

export const cidr = () =>
  z.string({ error: "an address range" }).refine(isCidr, { error: 'an address range such as "192.168.10.0/24"' });

function isCidr(value: string): boolean {
  const [address = "", bits = "", ...rest] = value.split("/");
  const longest = { 4: 32, 6: 128 }[isIP(address)];
  return longest !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= longest && rest.length === 0;
}
