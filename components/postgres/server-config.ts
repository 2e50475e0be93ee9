export interface ServerConfig {
  readonly port: number;
  readonly directory: string;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly storageGiB: number;
  readonly maxConnections?: number;
}

/** `postgresql.conf`, computed from the resources by the rules of PostgreSQL's own tuning guide. */
export function serverConfig(config: ServerConfig): string {
  const maxConnections = config.maxConnections ?? 100;
  const settings: Record<string, string | number> = {
    listen_addresses: "'*'",
    port: config.port,
    unix_socket_directories: "'/var/run/postgresql'",
    hba_file: `'${config.directory}/pg_hba.conf'`,
    max_connections: maxConnections,
    ...memory(config.memoryMiB, maxConnections),
    // Parallel workers share memory through files: /dev/shm of a container is too small for that.
    dynamic_shared_memory_type: "mmap",
    max_worker_processes: Math.max(8, Math.ceil(config.cpu)),
    max_parallel_workers: Math.max(1, Math.floor(config.cpu)),
    max_parallel_workers_per_gather: Math.max(1, Math.floor(config.cpu / 2)),
    // Write-ahead log may take a fifth of the volume; more only lengthens recovery.
    max_wal_size: `'${clamp(Math.floor((config.storageGiB * 1024) / 5), 128, 4096)}MB'`,
    min_wal_size: "'80MB'",
    wal_compression: "on",
    random_page_cost: "1.1",
    idle_in_transaction_session_timeout: "'60s'",
    log_destination: "'stderr'",
    logging_collector: "off",
    // Statements carry what users send.
    log_min_error_statement: "panic",
    log_parameter_max_length: 0,
    timezone: "'UTC'",
    log_timezone: "'UTC'",
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join("\n")}\n`;
}

function memory(totalMiB: number, maxConnections: number): Record<string, string> {
  const shared = Math.floor(totalMiB / 4);
  // Three sorts at a time in every session must still fit beside the shared buffers.
  const perSort = Math.floor(((totalMiB - shared) * 1024) / (maxConnections * 3));
  return {
    shared_buffers: `'${shared}MB'`,
    effective_cache_size: `'${Math.floor((totalMiB * 3) / 4)}MB'`,
    maintenance_work_mem: `'${clamp(Math.floor(totalMiB / 16), 8, 2048)}MB'`,
    work_mem: `'${clamp(perSort, 512, 65536)}kB'`,
  };
}

/** `pg_hba.conf`: the superuser only by its own account inside the container, everybody else only with a password. */
export function hostAuthentication(): string {
  return [
    "# type  database  user      address  method",
    "local   all       postgres           peer",
    "host    all       postgres  all      reject",
    "host    all       all       all      scram-sha-256",
    "",
  ].join("\n");
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
