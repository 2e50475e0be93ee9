/** Stands in for `jiti` in the bundle: node-pg-migrate creates a loader for code when it is loaded, and SQL needs none. */
export function createJiti() {
  return {
    import(path: string): never {
      throw new Error(`${path}: migrations are SQL files`);
    },
  };
}
