import { parse } from "yaml";
import { alertRules, recordingRules } from "../../components/monitoring";
import { TARGETS } from "./example";

/** What a rule file holds, once read. */
interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly RenderedRule[] }[];
}

export interface RenderedRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function renderedAlerts(): RenderedRule[] {
  return rulesOf(alertRules({ targets: TARGETS }));
}

export function renderedRecordingRules(): RenderedRule[] {
  return rulesOf(recordingRules());
}

export function recordingRuleNames(): string[] {
  return renderedRecordingRules().flatMap(({ record }) => record ?? []);
}

function rulesOf(file: string): RenderedRule[] {
  return (parse(file) as RuleFile).groups.flatMap(({ rules }) => rules);
}
