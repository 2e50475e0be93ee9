import type { Formula } from "../synthesis/formula";
import { gibibytes, integer, mebibytes, millicores } from "./quantities";

const MEMORY = mebibytes("postgres.memory");
const SHARED = `div (${MEMORY}) 4`;
const CONNECTIONS = integer("postgres.maxConnections");
const WHOLE_CORES = `div (${millicores("postgres.cpu")}) 1000`;
const LOG = `div (mul 1024 (${gibibytes("postgres.storage")})) 5`;

/** What the server's own configuration computes from its size. */
export function postgresFormulas(): Formula[] {
  return [
    { of: (c) => c.postgres.maxConnections, expression: CONNECTIONS },
    { of: (c) => quarter(c.postgres.memoryMiB), expression: SHARED },
    { of: (c) => Math.floor((c.postgres.memoryMiB * 3) / 4), expression: `div (mul 3 (${MEMORY})) 4` },
    {
      of: (c) => Math.min(2048, Math.max(8, Math.floor(c.postgres.memoryMiB / 16))),
      expression: `min 2048 (max 8 (div (${MEMORY}) 16))`,
    },
    {
      of: ({ postgres }) => {
        const perSort = ((postgres.memoryMiB - quarter(postgres.memoryMiB)) * 1024) / (postgres.maxConnections * 3);
        return Math.min(65_536, Math.max(512, Math.floor(perSort)));
      },
      expression: `min 65536 (max 512 (div (mul 1024 (sub (${MEMORY}) (${SHARED}))) (mul 3 (${CONNECTIONS}))))`,
    },
    {
      of: (c) => Math.max(8, Math.ceil(c.postgres.cpu)),
      expression: `max 8 (div (add (${millicores("postgres.cpu")}) 999) 1000)`,
    },
    { of: (c) => Math.max(1, Math.floor(c.postgres.cpu)), expression: `max 1 (${WHOLE_CORES})` },
    {
      of: (c) => Math.max(1, Math.floor(c.postgres.cpu / 2)),
      expression: `max 1 (div (${millicores("postgres.cpu")}) 2000)`,
    },
    {
      of: (c) => Math.min(4096, Math.max(128, Math.floor((c.postgres.storageGiB * 1024) / 5))),
      expression: `min 4096 (max 128 (${LOG}))`,
    },
  ];
}

function quarter(mib: number): number {
  return Math.floor(mib / 4);
}
