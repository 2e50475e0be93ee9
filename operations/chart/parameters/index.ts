import type { Formula } from "../synthesis/formula";
import { ACTIVE_IMAGE } from "./active-image";
import { postgresFormulas } from "./postgres";
import { serviceFormulas } from "./service";
import { sizeFormulas } from "./size";
import { textFormulas } from "./text";

/** Everything by which a value of the configuration shows in the manifests. */
export const FORMULAS: readonly Formula[] = [
  ...textFormulas(),
  ...serviceFormulas(),
  ...sizeFormulas(),
  ...postgresFormulas(),
  ACTIVE_IMAGE,
];

export { SWITCHES, type Switch } from "./switches";
