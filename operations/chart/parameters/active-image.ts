import type { Formula } from "../synthesis/formula";
import { value } from "./quantities";

/** Nothing of the platform follows from it: it is for the chart's own jobs, which need some image that is there. */
export const ACTIVE_IMAGE: Formula = {
  of: () => "",
  expression: `include "vector-platform.slot-image" (list $ ${value("activeSlot")})`,
};
