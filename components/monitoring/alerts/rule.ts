export type Severity = "warning" | "critical";

/** One alert as an engineer thinks of it; `alertGroup` writes it the way Prometheus reads it. */
export interface AlertRule {
  readonly alert: string;
  readonly severity: Severity;
  readonly expr: string;
  /** How long the condition holds before somebody is told, e.g. `5m`. @default - at once */
  readonly for?: string;
  /** Constant labels beside the severity. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** What is wrong, without figures. */
  readonly summary: string;
  /** What was measured and the limit it crossed. */
  readonly description: string;
  /** What to do about it. */
  readonly action: string;
}

export interface AlertGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}

/** The same alert at two limits. The stronger one silences the weaker. */
export function atTwoLimits(
  rule: Omit<AlertRule, "severity" | "expr">,
  limits: Readonly<Record<Severity, string>>,
): AlertRule[] {
  return (["warning", "critical"] as const).map((severity) => ({ ...rule, severity, expr: limits[severity] }));
}

export function asPrometheusGroup({ name, rules }: AlertGroup) {
  return {
    name,
    rules: rules.map(({ alert, expr, for: duration, severity, labels, summary, description, action }) => ({
      alert,
      expr,
      ...(duration && { for: duration }),
      labels: { severity, ...labels },
      annotations: { summary, description, action },
    })),
  };
}
