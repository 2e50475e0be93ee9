export { Postgres, type PostgresArgs } from "./postgres";
export { postgresWorkload } from "./workload";
