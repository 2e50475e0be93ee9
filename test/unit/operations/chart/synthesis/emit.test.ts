import { describe, expect, it } from "vitest";
import { Conditions, runsWhere } from "../../../../../operations/chart/synthesis/condition";
import { COMPUTED, Emitter } from "../../../../../operations/chart/synthesis/emit";
import { AS_NUMBER, type Formula, placeholder } from "../../../../../operations/chart/synthesis/formula";
import { merged } from "../../../../../operations/chart/synthesis/shape";
import { unified } from "../../../../../operations/chart/synthesis/unify";
import type { PlatformConfig } from "../../../../../stacks/config";

const FORMULAS: readonly Formula[] = [
  { of: (c) => c.api.replicas, expression: "int $.Values.api.replicas" },
  { of: () => "n", expression: "$.Release.Namespace" },
  { of: () => "10.0.0.0/8", expression: "$.Values.allowlist", each: true },
];
const [REPLICAS, NAMESPACE, NETWORK] = [placeholder(0), placeholder(1), placeholder(2)];
/** Two runs: a switch is off, and on. */
const RUNS = [false, true];
const EVERY = new Set([0, 1]);
const ALL = runsWhere(RUNS, () => true);
const conditions = new Conditions([{ name: "it", runs: runsWhere(RUNS, (on) => on) }], ALL, "$on.");

function emitted(off: unknown, on: unknown) {
  const emitter = new Emitter({ formulas: FORMULAS, conditions, all: ALL }, "object");
  const document = emitter.document(
    merged(
      new Map([
        [0, off],
        [1, on],
      ]),
    ),
    EVERY,
  );
  return { document, texts: emitter.texts, emitter };
}

describe("the text of a template", () => {
  it("is YAML in block style with expressions in it", () => {
    const object = {
      spec: { replicas: `${AS_NUMBER}${REPLICAS}`, name: `${NAMESPACE}-host`, ports: [{ name: "a", port: 1 }] },
    };
    expect(emitted(object, object).document).toBe(
      [
        "spec:",
        "  replicas: {{ int $.Values.api.replicas }}",
        '  name: "{{ $.Release.Namespace }}-host"',
        "  ports:",
        "    - name: a",
        "      port: 1",
      ].join("\n"),
    );
  });

  it("has what comes and goes under its condition, neighbours together", () => {
    const { document } = emitted({ a: 1 }, { a: 1, b: "x", c: [{ name: "z" }] });
    expect(document).toBe("a: 1\n{{- if $on.it }}\nb: x\nc:\n  - name: z\n{{- end }}");
    expect(emitted({ list: ["one"] }, { list: ["two"] }).document).toContain("{{- if $on.it }}\n  - two\n{{- end }}");
  });

  it("chooses between values that have nothing in common", () => {
    expect(emitted({ a: { b: 1 } }, { a: {} }).document).toBe(
      "{{- if not $on.it }}\na:\n  b: 1\n{{- else }}\na: {}\n{{- end }}",
    );
  });

  it("leaves to Helm what Helm computes, and puts words that YAML misreads in quotes", () => {
    const object = { hash: `${COMPUTED}include "hash" $`, answer: "yes", brackets: "{{ x }}" };
    expect(emitted(object, object).document).toBe(
      'hash: {{ include "hash" $ | quote }}\nanswer: "yes"\nbrackets: "{{ "{{" }} x }}"',
    );
  });

  it("writes longer texts exactly, line by line", () => {
    const [off, on] = ["start\nend\n", `start\n\nallow ${NETWORK}\nsection\n  below {{ x }}\nend\n`];
    const { document, texts, emitter } = emitted({ data: { file: off } }, { data: { file: on } });
    expect(document).toBe('data:\n  file: |\n{{ include "object.data.file" $ | indent 4 }}');
    const text = texts.get("object.data.file");
    expect(text?.ending).toBe("\n");
    expect(text && emitter.exactText(text.lines, text.runs)).toBe(
      'start{{ if $on.it }}\n{{ range $.Values.allowlist }}\nallow {{ . }}{{ end }}\nsection\n  below {{ "{{" }} x }}{{ end }}\nend',
    );
  });
});

describe("a value that a switch holds fast", () => {
  const config = (replicas: number) => ({ api: { replicas } }) as unknown as PlatformConfig;

  it("is what the formula of the other runs predicts", () => {
    const runs = [
      { config: config(1), value: { replicas: 1, line: "max 1" } },
      { config: config(3), value: { replicas: `${AS_NUMBER}${REPLICAS}`, line: `max ${REPLICAS}` } },
    ];
    expect(unified(runs, FORMULAS)[0]).toEqual({ replicas: `${AS_NUMBER}${REPLICAS}`, line: `max ${REPLICAS}` });
  });

  it("stays as it is where the formula says something else", () => {
    const runs = [
      { config: config(2), value: { replicas: 1 } },
      { config: config(3), value: { replicas: `${AS_NUMBER}${REPLICAS}` } },
    ];
    expect(unified(runs, FORMULAS)[0]).toEqual({ replicas: 1 });
  });
});
