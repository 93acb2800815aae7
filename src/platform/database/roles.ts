import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { ConfigError } from "../config/config.ts";

export type DatabaseAddresses = { readonly migratorUrl: string; readonly appUrl: string; readonly appRole: string };

/**
 * Makes the two roles and the database on a server that we own (embedded, or a test's): `<name>_migrator` owns the
 * database, `<name>_app` may connect and use what the migrator grants. Safe to repeat.
 */
export async function prepareOwnServer(options: {
  superuserUrl: string;
  name: string;
  secretsDir: string;
}): Promise<DatabaseAddresses> {
  const { superuserUrl, name, secretsDir } = options;
  const passwords = {
    migrator: await secret(secretsDir, `${name}-migrator`),
    app: await secret(secretsDir, `${name}-app`),
  };
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    for (const kind of ["migrator", "app"] as const) {
      const role = client.escapeIdentifier(`${name}_${kind}`);
      const exists = await client.query("select 1 from pg_roles where rolname = $1", [`${name}_${kind}`]);
      if (exists.rowCount === 0) await client.query(`create role ${role} login`);
      await client.query(`alter role ${role} password ${client.escapeLiteral(passwords[kind])}`);
    }
    const database = client.escapeIdentifier(name);
    const has = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (has.rowCount === 0)
      await client.query(`create database ${database} owner ${client.escapeIdentifier(`${name}_migrator`)}`);
    for (const each of [database, "postgres", "template1"])
      await client.query(`revoke connect, temporary on database ${each} from public`);
    await client.query(`grant connect on database ${database} to ${client.escapeIdentifier(`${name}_app`)}`);
  } finally {
    await client.end();
  }
  return {
    migratorUrl: addressFor(superuserUrl, `${name}_migrator`, passwords.migrator, name),
    appUrl: addressFor(superuserUrl, `${name}_app`, passwords.app, name),
    appRole: `${name}_app`,
  };
}

/**
 * Addresses on a server that others run: the app's own role by `DATABASE_APP_URL`; without it the migrator makes one.
 * @throws ConfigError with a sentence for the console when the server cannot be used, or the migrator may not make roles.
 */
export async function prepareForeignServer(options: {
  url: string;
  appUrl: string | undefined;
  secretsDir: string;
}): Promise<DatabaseAddresses> {
  await checkServer(options.url);
  if (options.appUrl !== undefined)
    return {
      migratorUrl: options.url,
      appUrl: options.appUrl,
      appRole: decodeURIComponent(new URL(options.appUrl).username),
    };
  const database = new URL(options.url).pathname.slice(1);
  const appRole = `${database}_app`;
  const password = await secret(options.secretsDir, appRole);
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  try {
    const role = client.escapeIdentifier(appRole);
    const exists = await client.query("select 1 from pg_roles where rolname = $1", [appRole]);
    if (exists.rowCount === 0) await client.query(`create role ${role} login`);
    await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`);
    await client.query(`grant connect on database ${client.escapeIdentifier(database)} to ${role}`);
  } catch (error) {
    throw new ConfigError(
      `DATABASE_URL 的账户不能建立应用账户，请先建立并写入 DATABASE_APP_URL。The role of DATABASE_URL may not make the app's role: make it and name it in DATABASE_APP_URL (${wordsOf(error)}).`,
    );
  } finally {
    await client.end();
  }
  return { migratorUrl: options.url, appUrl: addressFor(options.url, appRole, password, database), appRole };
}

const oldestVersion = 15;

/** @throws ConfigError with one sentence: not reachable, too old, or not in UTF-8. The address may hold a password: it is not printed. */
async function checkServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; encoding: string }>(
      "select current_setting('server_version') as version, current_setting('server_encoding') as encoding",
    );
    const { version = "", encoding = "" } = rows[0] ?? {};
    if (Number.parseInt(version, 10) < oldestVersion)
      throw new ConfigError(
        `DATABASE_URL 的 PostgreSQL 是 ${version}，至少需要 ${oldestVersion}。The PostgreSQL of DATABASE_URL is ${version}; ${oldestVersion} or newer is needed.`,
      );
    if (encoding !== "UTF8")
      throw new ConfigError(
        `数据库编码是 ${encoding}，须为 UTF8。The database's encoding is ${encoding}; UTF8 is needed.`,
      );
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      `连接不上 DATABASE_URL 的数据库。The database of DATABASE_URL cannot be used: ${wordsOf(error)}.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

const wordsOf = (error: unknown): string => {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
};

function addressFor(url: string, user: string, password: string, database: string): string {
  const address = new URL(url);
  address.username = encodeURIComponent(user);
  address.password = encodeURIComponent(password);
  address.pathname = `/${database}`;
  return address.href;
}

async function secret(folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, name);
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    const made = randomBytes(24).toString("base64url");
    await writeFile(file, `${made}\n`, { mode: 0o600, flag: "wx" });
    await chmod(file, 0o600);
    return made;
  }
}
