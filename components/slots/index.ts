export { otherSlot, SLOTS, type Slot } from "./slot";
export { type Release, Slots, type SlotsArgs } from "./slots";
