import { describe, expect, it } from "vitest";
import { RequestLog, type RequestLogOptions } from "../../../../services/api/src/request-log";

const row = (status: number) => ({
  at: new Date(0),
  requestId: "r",
  method: "GET",
  route: "/x",
  status,
  durationMs: 1,
});

function create(changes: Partial<RequestLogOptions> = {}) {
  const statements: (readonly unknown[])[] = [];
  const figures = { written: 0, dropped: 0, errors: 0 };
  const log = new RequestLog({
    database: {
      query: async (text, values = []) => {
        if (text.includes("INSERT")) statements.push(values);
        return { rowCount: 0 };
      },
    },
    slot: "blue",
    version: "1",
    keepDays: 7,
    isUp: () => true,
    onWritten: (rows) => {
      figures.written += rows;
    },
    onDropped: (rows) => {
      figures.dropped += rows;
    },
    onError: () => {
      figures.errors += 1;
    },
    ...changes,
  });
  const record = (count: number) => Array.from({ length: count }, (_, index) => log.record(row(200 + index)));
  return { log, statements, figures, record };
}

describe("RequestLog", () => {
  it("writes in batches, one statement each", async () => {
    const { log, statements, figures, record } = create({ batch: 2 });
    record(5);
    await log.flush();
    expect(statements.map((values) => values[5])).toEqual([[200, 201], [202, 203], [204]]);
    expect(figures).toEqual({ written: 5, dropped: 0, errors: 0 });
  });

  it("keeps no more than its capacity while the database is away, the newest, and counts the rest", async () => {
    const state = { up: false };
    const { log, statements, figures, record } = create({ isUp: () => state.up, capacity: 3 });
    record(5);
    await log.flush();
    expect([statements.length, figures.dropped]).toEqual([0, 2]);
    state.up = true;
    await log.flush();
    expect(statements[0]?.[5]).toEqual([202, 203, 204]);
  });

  it("keeps a batch that failed and writes it with the next try, once", async () => {
    let failing = true;
    const written: unknown[] = [];
    const { log, figures, record } = create({
      database: {
        query: async (text, values = []) => {
          if (failing) throw new Error("gone");
          if (text.includes("INSERT")) written.push(values[5]);
          return { rowCount: 0 };
        },
      },
    });
    record(2);
    await log.flush();
    failing = false;
    await log.flush();
    await log.flush();
    expect([written, figures]).toEqual([[[200, 201]], { written: 2, dropped: 0, errors: 1 }]);
  });

  it("writes the rest when it stops, and counts what the database does not take", async () => {
    const healthy = create();
    healthy.record(2);
    await healthy.log.stop();
    expect(healthy.figures.written).toBe(2);
    const away = create({ isUp: () => false });
    away.record(2);
    await away.log.stop();
    expect(away.figures.dropped).toBe(2);
  });
});
