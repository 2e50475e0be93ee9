import { spawnSync } from "node:child_process";
import { attempt } from "./command";

/**
 * All Docker engines of a machine share the same iptables chains, and one that starts empties them: the networks of an
 * engine that already runs would silently lose their isolation. This puts back what got lost meanwhile.
 */
export async function keepingRules<T>(work: () => Promise<T>): Promise<T> {
  const before = await savedRules();
  try {
    return await work();
  } finally {
    const lost = lostRules(before, await savedRules());
    if (lost) spawnSync("iptables-restore", ["--noflush"], { input: lost });
  }
}

/** @returns input for `iptables-restore --noflush`, empty where nothing was lost */
export function lostRules(before: string, after: string): string {
  const now = tables(after);
  return [...tables(before)]
    .map(([table, { rules }]) => {
      const kept = now.get(table);
      const lost = rules.filter((rule) => kept?.chains.has(chainOf(rule)) && !kept.rules.includes(rule));
      // Each goes to the top of its chain, as chains end with a rule that leaves them; the last first keeps the order.
      const inserts = lost.reverse().map((rule) => rule.replace("-A ", "-I "));
      return inserts.length > 0 ? [`*${table}`, ...inserts, "COMMIT", ""].join("\n") : "";
    })
    .join("");
}

interface Table {
  readonly chains: Set<string>;
  readonly rules: string[];
}

function tables(saved: string): Map<string, Table> {
  const found = new Map<string, Table>();
  let table: Table = { chains: new Set(), rules: [] };
  for (const line of saved.split("\n")) {
    if (line.startsWith("*")) {
      table = { chains: new Set(), rules: [] };
      found.set(line.slice(1), table);
    } else if (line.startsWith(":")) table.chains.add(line.slice(1).split(" ")[0] ?? "");
    else if (line.startsWith("-A ")) table.rules.push(line);
  }
  return found;
}

function chainOf(rule: string): string {
  return rule.split(" ")[1] ?? "";
}

async function savedRules(): Promise<string> {
  const saved = await attempt("iptables-save", []);
  return saved.ok ? saved.stdout : "";
}
