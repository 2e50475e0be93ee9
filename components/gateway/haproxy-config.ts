import { createHash } from "node:crypto";
import { problemsOf } from "./check-input";
import { type GatewayInput, settle } from "./input";
import { refuse } from "./problem";
import { defaultsSection, globalSection, resolversSection } from "./sections/base";
import { metricsFrontend } from "./sections/metrics";
import { operatorSections } from "./sections/operator";
import { publicFrontend } from "./sections/public";
import { slotBackends } from "./sections/slots";

const HEADER =
  "# Rendered by vector-platform from the stack's configuration; a change made here is lost at the next update.";

/**
 * The whole of haproxy.cfg, for HAProxy 2.6 to 3.4.
 * @throws RunError that lists everything in the input that cannot be configured
 */
export function haproxyConfig(input: GatewayInput): string {
  const settled = settle(input);
  refuse(problemsOf(settled));
  const sections = [
    globalSection(settled),
    defaultsSection(settled),
    resolversSection(),
    publicFrontend(settled),
    ...slotBackends(settled),
    ...operatorSections(settled),
  ];
  const body = [HEADER, ...sections.map(rendered)].join("\n\n");
  const fingerprint = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return `${body}\n\n${rendered(metricsFrontend(settled, fingerprint))}\n`;
}

/** What the metrics listener answers at FINGERPRINT_PATH while this configuration is the one in effect. */
export function fingerprintOf(config: string): string | undefined {
  return config.match(/string ([0-9a-f]{16}) if/)?.[1];
}

/** A section's first line is its title; the rest is indented below it, and "" leaves a gap. */
function rendered([title, ...lines]: readonly string[]): string {
  return [title, ...lines.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}
