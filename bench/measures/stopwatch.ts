/** Seconds that it takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

export async function repeated(times: number, work: (round: number) => Promise<void>): Promise<void> {
  for (let round = 1; round <= times; round++) await work(round);
}
