import { totalmem } from "node:os";

export type Profile = "production" | "test";

export type Settings = Readonly<Record<string, string>>;

/** Loopback only and no socket file; passwords for everybody, also for local connections. */
const ALWAYS: Settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  password_encryption: "scram-sha-256",
  timezone: "UTC",
  log_timezone: "UTC",
  jit: "off", // compiling costs more than our short statements take
};

/** An eighth of the machine's memory: 256 MiB where there is little, 2 GiB where there is plenty. */
function sharedBuffersMib(): number {
  return Math.min(2_048, Math.max(256, Math.floor(totalmem() / 8 / 1_048_576)));
}

/** Durable, for a small machine (two cores, 4 GB) that also runs the platform. */
const PRODUCTION: Settings = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  wal_level: "logical", // base backups while it runs, and a snapshot that lies exactly at one place of the log
  max_connections: "100",
  shared_buffers: `${sharedBuffersMib()}MB`,
  effective_cache_size: `${4 * sharedBuffersMib()}MB`,
  maintenance_work_mem: "128MB",
  // Imports of a province write gigabytes; a checkpoint for each of them would write every touched page twice.
  max_wal_size: "8GB",
  min_wal_size: "256MB",
  checkpoint_timeout: "15min",
  random_page_cost: "1.1", // no spinning disk seeks
  log_lock_waits: "on",
  log_parameter_max_length: "0", // parameters carry personal data
  log_parameter_max_length_on_error: "0",
  logging_collector: "on",
  log_directory: "log",
  log_filename: "postgres-%a.log", // a week of days, each overwritten by its successor
  log_truncate_on_rotation: "on",
  log_rotation_age: "1d",
  log_rotation_size: "0",
};

/** Fast and forgetful: what is written does not survive a power cut. Never for kill proofs, benches or the demo. */
const TEST: Settings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum: "off",
  max_connections: "200",
  shared_buffers: "128MB",
  max_wal_size: "1GB",
};

/** Command line arguments of the server: settings in code win over any file in the cluster. */
export function serverArguments(profile: Profile, port: number, more: Settings = {}): string[] {
  const settings = { ...ALWAYS, ...(profile === "production" ? PRODUCTION : TEST), ...more, port: String(port) };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** UTF-8 with a C collation that is the same on every machine; lc_ctype C would leave Chinese without trigrams. */
export function initdbArguments(profile: Profile): string[] {
  const ctype = process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8";
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", `--lc-ctype=${ctype}`];
  const speed = profile === "test" ? ["--no-sync"] : [];
  return ["-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", ...locale, "--no-instructions", ...speed];
}
