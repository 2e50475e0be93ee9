import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { DASHBOARDS, generatedFile } from ".";
import { dashboardJson } from "./source";

// Run after a change below source/: npx tsx components/monitoring/dashboards/generate.ts
for (const name of DASHBOARDS) writeFileSync(generatedFile(name), dashboardJson(name));
execFileSync("npx", ["biome", "format", "--write", ...DASHBOARDS.map(generatedFile)], { stdio: "inherit" });
