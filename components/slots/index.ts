export { otherSlot, type Release, SLOTS, type Slot, Slots, type SlotsArgs } from "./slots";
