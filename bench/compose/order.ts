import type { ComposeFile } from "./file";

/** Who needs whom to be ready, as stacks/platform.ts and components/slots have it; the monitoring waits for nobody. */
const NEEDS: readonly { readonly who: RegExp; readonly whom: (slot: string) => RegExp }[] = [
  {
    who: /^api-(?<slot>blue|green)/,
    whom: (slot) => new RegExp(`^(qdrant|redis|postgres|embedding-${slot})(-\\d+)?$`),
  },
  { who: /^gateway(-\d+)?$/, whom: () => /^api-/ },
];

/** The same file, with what others need healthy before they start. */
export function inOrder(file: ComposeFile): ComposeFile {
  const names = Object.keys(file.services);
  const services = Object.entries(file.services).map(([name, service]) => {
    const needed = names.filter((other) => needs(name, other));
    const healthy = needed.map((other) => [other, { condition: "service_healthy" }]);
    return [name, needed.length > 0 ? { ...service, depends_on: Object.fromEntries(healthy) } : service];
  });
  return { ...file, services: Object.fromEntries(services) };
}

function needs(name: string, other: string): boolean {
  return NEEDS.some(({ who, whom }) => {
    const found = who.exec(name);
    return found !== null && whom(found.groups?.slot ?? "").test(other);
  });
}
