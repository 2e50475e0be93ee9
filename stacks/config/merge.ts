type Tree = Readonly<Record<string, unknown>>;

/**
 * Lays one configuration over another: objects merge key by key, everything else (lists and null included) replaces.
 * Neither argument is changed.
 */
export function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) {
    return base;
  }
  if (!isTree(base) || !isTree(over)) {
    return over;
  }
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(own(base, key), own(over, key))]));
}

/** Whether a configuration says anything under a path. */
export function has(tree: unknown, path: readonly PropertyKey[]): boolean {
  return valueAt(tree, path) !== undefined;
}

export function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (Array.isArray(value) || isTree(value) ? own(value as Tree, key) : undefined),
    tree,
  );
}

/** The same tree with nothing under a path. */
export function without(tree: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined || !isTree(tree) || !Object.hasOwn(tree, key)) {
    return key === undefined || Array.isArray(tree) ? undefined : tree;
  }
  const pruned = Object.entries(tree).map(([name, value]) => [name, name === key ? without(value, rest) : value]);
  return Object.fromEntries(pruned.filter(([, value]) => value !== undefined));
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own properties only: a key such as `constructor` or `__proto__` is an unknown key like any other. */
function own(tree: Tree, key: PropertyKey): unknown {
  return Object.hasOwn(tree, key) ? tree[key as string] : undefined;
}
