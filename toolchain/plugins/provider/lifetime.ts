/** How long a plugin may outlive an engine that was killed and could not say goodbye. */
const CHECK_EVERY_MS = 2000;

/** Ends the process once its engine is gone; else every killed engine would leave its plugins behind. */
export function dieWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, CHECK_EVERY_MS).unref();
}
