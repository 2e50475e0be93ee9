import { constants } from "node:os";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type Docker from "dockerode";

interface KillEvent {
  /** Nanoseconds since 1970: beyond a safe integer, but exact to a microsecond. */
  readonly timeNano: number;
  readonly Actor: { readonly Attributes: { readonly signal?: string } };
}

/** Listens for one signal to one container, as the engine itself reports it. */
export class SignalWatch {
  private constructor(
    private readonly stream: Readable,
    /** When the signal was sent, in milliseconds of the Docker engine's clock. */
    readonly sentAt: Promise<number>,
  ) {}

  static async on(docker: Docker, container: string, signal: NodeJS.Signals): Promise<SignalWatch> {
    const filters = JSON.stringify({ type: ["container"], container: [container], event: ["kill"] });
    const stream = (await docker.getEvents({ filters })) as Readable;
    const lines = createInterface({ input: stream });
    const sentAt = new Promise<number>((resolve) => {
      lines.on("line", (line) => {
        const { timeNano, Actor } = JSON.parse(line) as KillEvent;
        if (Actor.Attributes.signal === `${constants.signals[signal]}`) resolve(timeNano / 1e6);
      });
    });
    return new SignalWatch(stream, sentAt);
  }

  stop(): void {
    this.stream.destroy();
  }
}
