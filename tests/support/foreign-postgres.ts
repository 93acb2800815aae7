import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../sim/platform-child.ts";

/** A PostgreSQL that is not ours: the system's own programs, on a folder and a port of the test. Never the system's service. */
export type ForeignPostgres = {
  readonly version: string;
  /** A statement as the administrator of that server would run it with psql. */
  readonly admin: (sql: string, database?: string) => string;
  readonly url: (user: string, password: string, database: string) => string;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Programs of an installed PostgreSQL 15 or newer (Debian's place for them); undefined when there is none. */
export function findForeignPrograms(): string | undefined {
  const base = "/usr/lib/postgresql";
  if (!existsSync(base)) return undefined;
  const majors = readdirSync(base)
    .map(Number)
    .filter((major) => major >= 15)
    .sort((a, b) => a - b);
  const folders = majors.map((major) => join(base, String(major), "bin"));
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "psql")));
}

/** The server refuses root: it runs as the account that its package made. */
const account = (): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync("/etc/passwd", "utf8"))?.[0].split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
};

export async function startForeignPostgres(programs: string): Promise<ForeignPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "sp-foreign-"));
  chmodSync(folder, 0o755);
  const cluster = join(folder, "cluster");
  mkdirSync(cluster, { mode: 0o700 });
  writeFileSync(join(folder, "password"), "admin-of-the-server\n");
  const as = account();
  if (as.uid !== undefined) spawnSync("chown", ["-R", `${as.uid}:${as.gid}`, folder]);
  const made = spawnSync(
    join(programs, "initdb"),
    [
      "-D",
      cluster,
      "-U",
      "postgres",
      "-A",
      "scram-sha-256",
      "-E",
      "UTF8",
      "--locale=C.UTF-8",
      `--pwfile=${join(folder, "password")}`,
    ],
    { ...as, cwd: folder, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const port = await freePort();
  let server: ChildProcess | undefined;
  const ready = () =>
    spawnSync(join(programs, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)], { stdio: "ignore" }).status === 0;
  const start = async (): Promise<void> => {
    const args = [
      "-D",
      cluster,
      "-p",
      String(port),
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "unix_socket_directories=",
    ];
    server = spawn(join(programs, "postgres"), args, { ...as, cwd: folder, stdio: "ignore" });
    for (let i = 0; i < 200 && !ready(); i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    if (!ready()) throw new Error("the foreign server does not start");
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = server;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  };
  await start();
  const env = { ...process.env, PGPASSWORD: "admin-of-the-server" };
  const admin = (sql: string, database = "postgres"): string => {
    const args = [
      "-h",
      "127.0.0.1",
      "-p",
      String(port),
      "-U",
      "postgres",
      "-d",
      database,
      "-v",
      "ON_ERROR_STOP=1",
      "-qAt",
    ];
    const ran = spawnSync(join(programs, "psql"), args, { env, input: sql, encoding: "utf8" });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return ran.stdout.trim();
  };
  return {
    version: admin("show server_version"),
    admin,
    url: (user, password, database) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
    // SIGQUIT is what a crash looks like to its clients: no clean end, recovery at the next start.
    kill: () => end("SIGQUIT"),
    start,
    stop: async () => {
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
