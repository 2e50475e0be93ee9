const PLACES = ["docker", "kubernetes"] as const;

export type Place = (typeof PLACES)[number];

/**
 * Where to measure.
 * @param flags of the command line; `--only=docker` leaves the other out
 */
export function placesOf(flags: readonly string[]): readonly Place[] {
  const only = flags.find((flag) => flag.startsWith("--only="))?.slice("--only=".length);
  if (only === undefined) return PLACES;
  const places = PLACES.filter((place) => place === only);
  if (places.length > 0) return places;
  throw new Error(`ONLY is ${only || "empty"}; allowed: ${PLACES.join(", ")}. Leave it out to measure both.`);
}
