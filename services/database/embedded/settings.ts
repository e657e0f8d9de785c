/**
 * The embedded server's settings, given on its command line at every start, so that they are this
 * version's whatever the cluster's postgresql.conf says. Durability is PostgreSQL's full one; the
 * rest keeps a server for one machine and one client small.
 */
const settings: Record<string, string | number> = {
  // Only through the socket, which only this user (and root) can reach.
  listen_addresses: "",
  unix_socket_permissions: "0700",
  // Nothing that was committed may be lost.
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  // Small: no parallel plans, no compiler, no replication, no I/O workers.
  max_connections: 40,
  shared_buffers: "64MB",
  effective_cache_size: "512MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  temp_buffers: "4MB",
  jit: "off",
  io_method: "sync",
  max_worker_processes: 1,
  max_parallel_workers: 0,
  max_parallel_workers_per_gather: 0,
  max_parallel_maintenance_workers: 0,
  max_logical_replication_workers: 0,
  autovacuum_max_workers: 1,
  wal_level: "minimal",
  max_wal_senders: 0,
  min_wal_size: "64MB",
  max_wal_size: "512MB",
  checkpoint_timeout: "10min",
  huge_pages: "off",
  // A killed Velvakt's statements end soon, and with them its locks.
  client_connection_check_interval: "2s",
  idle_in_transaction_session_timeout: "5min",
  timezone: "UTC",
  log_timezone: "UTC",
  datestyle: "ISO",
  // What the server itself does. Errors of statements go to the client, which handles them; here
  // they could fill the disk, and their details name residents.
  logging_collector: "off",
  log_destination: "stderr",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
  log_autovacuum_min_duration: -1,
};

/** Only names the socket file. */
export const port = 5432;

export function serverArguments(cluster: string, socketFolder: string, clusterName: string): string[] {
  const all = { ...settings, port, unix_socket_directories: socketFolder, cluster_name: clusterName };
  return ["-D", cluster, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
