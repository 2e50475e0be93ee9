export { Audit, HEALTH, type Health } from "./audit";
export { choose, type Release } from "./release";
export { lines, type Report } from "./report";
export { apply, type Prepared, prepare } from "./rollback";
export { releasesOf, type StackAt } from "./situation";
export { CHECKS, type Overall, overall, type Verdict } from "./verdict";
