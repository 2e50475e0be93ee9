/** What one request got. */
export interface Answer {
  readonly ok: boolean;
  /** Who answered, as `<slot> <version>`. */
  readonly by: string;
}

export interface Asked extends Answer {
  /** Both in milliseconds of one clock. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

export interface Outcome {
  /** Seconds until the first good answer of the one that is waited for. */
  readonly backAfter: number | undefined;
  readonly sent: number;
  readonly failed: number;
}

/** Users of a steady rate: each asks when its turn has come, whether or not those before it have been answered. */
export class Load {
  readonly asked: Asked[] = [];
  private readonly waiting = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;

  /** @param ask one request; what it throws is a request that failed */
  constructor(
    private readonly ask: () => Promise<Answer>,
    perSecond: number,
  ) {
    this.timer = setInterval(() => this.send(), 1000 / perSecond);
  }

  /** Until every request has its answer. */
  async stop(): Promise<readonly Asked[]> {
    clearInterval(this.timer);
    await Promise.all(this.waiting);
    return this.asked;
  }

  private send(): void {
    const sentAt = performance.now();
    const sending = this.ask()
      .catch((): Answer => ({ ok: false, by: "" }))
      .then((answer) => {
        this.asked.push({ ...answer, sentAt, answeredAt: performance.now() });
        this.waiting.delete(sending);
      });
    this.waiting.add(sending);
  }
}

/** What users saw of a change: requests that were sent before it began are none of its. */
export function outcomeOf(asked: readonly Asked[], began: number, awaited: string): Outcome {
  const during = asked.filter(({ sentAt }) => sentAt >= began);
  const back = during.filter(({ ok, by }) => ok && by === awaited).map(({ answeredAt }) => answeredAt);
  return {
    backAfter: back.length > 0 ? (Math.min(...back) - began) / 1000 : undefined,
    sent: during.length,
    failed: during.filter(({ ok }) => !ok).length,
  };
}
