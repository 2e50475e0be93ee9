import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Thing = { [key: string]: unknown };

/** The world that the provider changes: one file a thing. */
export class Things {
  constructor(private readonly folder: string) {}

  create(inputs: Thing): { id: string; outputs: Thing } {
    this.refuse(inputs);
    const id = `thing-${randomBytes(6).toString("hex")}`;
    const outputs = { ...inputs, serial: `serial-${randomBytes(6).toString("hex")}` };
    this.write(id, outputs);
    return { id, outputs };
  }

  update(id: string, thing: Thing): void {
    this.refuse(thing);
    if (!this.read(id)) throw new Error(`there is no ${id}`);
    this.write(id, thing);
  }

  read(id: string): Thing | undefined {
    const path = join(this.folder, id);
    return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Thing) : undefined;
  }

  remove(id: string): void {
    rmSync(join(this.folder, id), { force: true });
  }

  all(): Record<string, Thing> {
    if (!existsSync(this.folder)) return {};
    const ids = readdirSync(this.folder).filter((name) => name.startsWith("thing-"));
    return Object.fromEntries(ids.map((id) => [id, this.read(id) ?? {}]));
  }

  /** From now on nothing with this value can be made. */
  forbid(value: string | undefined): void {
    mkdirSync(this.folder, { recursive: true });
    if (value === undefined) rmSync(join(this.folder, "forbidden"), { force: true });
    else writeFileSync(join(this.folder, "forbidden"), value);
  }

  /** From now on whatever has this value takes until it is allowed again. */
  hold(value: string | undefined): void {
    mkdirSync(this.folder, { recursive: true });
    if (value === undefined) rmSync(join(this.folder, "held"), { force: true });
    else writeFileSync(join(this.folder, "held"), value);
  }

  /** Whether something waits for that. */
  get waits(): boolean {
    return existsSync(join(this.folder, "waits"));
  }

  async untilAllowed({ value }: Thing): Promise<void> {
    const path = join(this.folder, "held");
    while (existsSync(path) && readFileSync(path, "utf8") === value) {
      writeFileSync(join(this.folder, "waits"), "");
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  private refuse({ value }: Thing): void {
    const path = join(this.folder, "forbidden");
    if (existsSync(path) && readFileSync(path, "utf8") === value) throw new Error(`"${value}" is forbidden for now`);
  }

  private write(id: string, thing: Thing): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, id), JSON.stringify(thing));
  }
}
