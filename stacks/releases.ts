import { type Release, SLOTS, type Slot } from "../components/slots";
import { apiImage } from "./api-image";
import type { PlatformConfig } from "./config";

/** What runs in each slot; a slot that is left out does not run. */
export type Releases = Readonly<Partial<Record<Slot, Release>>>;

/** @throws pulumi.RunError when an image has to be built and what goes into it is not there */
export function releasesOf(config: PlatformConfig): Releases {
  return Object.fromEntries(enabledSlots(config).map((slot) => [slot, releaseOf(config, slot)]));
}

export function enabledSlots(config: PlatformConfig): Slot[] {
  return SLOTS.filter((slot) => config.slots[slot].enabled);
}

function releaseOf(config: PlatformConfig, slot: Slot): Release {
  const { version, image, build } = config.slots[slot];
  return { version, image: build ? apiImage(image, version, config.images.node) : { reference: image } };
}
