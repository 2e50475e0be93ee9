import { describe, expect, it } from "vitest";
import { choices } from "../../../../operations/chart/choices";
import { FORMULAS } from "../../../../operations/chart/parameters";
import { platformShapes } from "../../../../operations/chart/platform-shapes";
import { sample } from "../../../../operations/chart/samples";
import { templateFiles } from "../../../../operations/chart/templates";

/** Sixteen platforms are rendered: seconds each on a busy machine. */
const PATIENCE = { timeout: 20 * 60_000 };
/** The first of those that a chart is made of already differ in most switches. */
const SOME = 8;

describe("the templates of the platform", PATIENCE, () => {
  it("explain every difference that values and switches make", async () => {
    const shapes = await platformShapes(choices().slice(0, SOME).map(sample));
    const files = templateFiles(shapes.objects, { formulas: FORMULAS, conditions: shapes.conditions, all: shapes.all });
    const text = (path: string) => files.find((file) => file.path === path)?.content ?? "";
    expect(text("templates/api-green.yaml")).toContain("{{- if $on.green }}");
    expect(text("templates/qdrant.yaml")).toContain("replicas: {{ int $.Values.qdrant.replicas }}");
    expect(text("templates/_gateway.tpl")).toContain("lt {{ int $.Values.canaryWeight }} }");
    // Nothing of the samples is left: every value of theirs has become an expression.
    const left = files.flatMap(({ path, content }) => (/mark[ab]|marker|[\ue000-\uf8ff]/.test(content) ? [path] : []));
    expect(left).toEqual([]);
  });
});
