import type { z } from "zod";
import { platformSchema } from "./schema";

type Shape = Readonly<Record<string, z.core.$ZodType>>;
type Decoder = (text: string) => unknown;

/** Pulumi hands every value over as text; the schema knows what it was. Text that does not fit stays for it to refuse. */
export function decode(key: string, text: string): unknown {
  const field = (platformSchema.shape as Shape)[key];
  const decoder = field === undefined ? undefined : DECODERS[kind(field)];
  return decoder === undefined ? text : decoder(text);
}

const DECODERS: Readonly<Record<string, Decoder>> = {
  boolean: (text) => ({ true: true, false: false })[text] ?? text,
  number: (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text),
  object: json,
  record: json,
};

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The kind of a field below its defaults and transformations. */
function kind(field: z.core.$ZodType): string {
  const { def } = field._zod as { def: { type: string; innerType?: z.core.$ZodType; in?: z.core.$ZodType } };
  const inner = def.innerType ?? def.in;
  return inner === undefined ? def.type : kind(inner);
}
