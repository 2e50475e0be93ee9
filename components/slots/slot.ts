/** The two places that a release can stand in: one is active, the other idle. */
export const SLOTS = ["blue", "green"] as const;
export type Slot = (typeof SLOTS)[number];

/** The other one. */
export function otherSlot(slot: Slot): Slot {
  return slot === "blue" ? "green" : "blue";
}
