export type Label = {
  readonly label: string;
  readonly value: string;
};

export function labelMap(labels: readonly Label[] | undefined): Record<string, string> {
  return Object.fromEntries((labels ?? []).map(({ label, value }) => [label, value]));
}

export function labelList(map: Readonly<Record<string, string>> | null | undefined): Label[] {
  return Object.entries(map ?? {})
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}
