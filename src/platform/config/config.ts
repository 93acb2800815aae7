import { resolve } from "node:path";
import { z } from "zod";

/** Every setting, with its meaning and default. A setting is read here and nowhere else. */
const settings = z.object({
  SP_DATA_DIR: z.string().min(1).default("./data").describe("folder of everything the platform keeps"),
  SP_HTTP_HOST: z.string().min(1).default("127.0.0.1").describe("address of the web server"),
  SP_HTTP_PORT: port(8080).describe("port of the web server; 0 takes a free one"),
  SP_MQTT_HOST: z.string().min(1).default("127.0.0.1").describe("address of the MQTT broker"),
  SP_MQTT_PORT: port(1883).describe("port of the MQTT broker; 0 takes a free one"),
  SP_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("address in printed codes and messages"),
  DATABASE_URL: postgresUrl().optional().describe("PostgreSQL 15+ as the migrating owner; empty = the embedded server"),
  DATABASE_APP_URL: postgresUrl().optional().describe("the same database as the app's own, lesser role"),
  SP_LANG: z.enum(["zh-CN", "en"]).default("zh-CN").describe("language of pages and messages before a user chooses"),
  SP_RESCUE_NUMBER: z
    .string()
    .regex(/^\d{3,12}$/)
    .default("96333")
    .describe("the rescue centre's telephone number in this city"),
  SP_REAL_DATA: z
    .string()
    .min(1)
    .default("../shared/data")
    .describe("folder of real data for tests and demonstrations"),
  SP_LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("least level that is logged"),
});

function port(fallback: number) {
  return z.coerce.number().int().min(0).max(65_535).default(fallback);
}
function postgresUrl() {
  return z.url({ protocol: /^postgres(ql)?$/ });
}

export type Config = {
  readonly dataDir: string;
  readonly httpHost: string;
  readonly httpPort: number;
  readonly mqttHost: string;
  readonly mqttPort: number;
  /** Undefined until set: printed codes and messages then name the address that the server listens on. */
  readonly publicUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly databaseAppUrl: string | undefined;
  readonly lang: "zh-CN" | "en";
  readonly rescueNumber: string;
  readonly realDataDir: string;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
};

/** A wrong value: its message is one sentence for the console, in both languages. */
export class ConfigError extends Error {}

/**
 * Reads the settings from environment variables; an empty value counts as absent.
 * @throws ConfigError naming the variable, its value and what it must be.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.keys(settings.shape).flatMap((key) => (env[key] ? [[key, env[key]]] : [])));
  const parsed = settings.safeParse(given);
  if (!parsed.success) throw new ConfigError(sentence(parsed.error, given));
  const s = parsed.data;
  return {
    dataDir: resolve(s.SP_DATA_DIR),
    httpHost: s.SP_HTTP_HOST,
    httpPort: s.SP_HTTP_PORT,
    mqttHost: s.SP_MQTT_HOST,
    mqttPort: s.SP_MQTT_PORT,
    publicUrl: s.SP_PUBLIC_URL?.replace(/\/+$/, ""),
    databaseUrl: s.DATABASE_URL,
    databaseAppUrl: s.DATABASE_APP_URL,
    lang: s.SP_LANG,
    rescueNumber: s.SP_RESCUE_NUMBER,
    realDataDir: resolve(s.SP_REAL_DATA),
    logLevel: s.SP_LOG_LEVEL,
  };
}

function sentence(error: z.ZodError, given: Readonly<Record<string, string | undefined>>): string {
  const issue = error.issues[0];
  const name = String(issue?.path[0] ?? "?");
  // A database address may hold a password: it is never printed.
  const value = name.startsWith("DATABASE") ? "…" : given[name];
  const meaning = settings.shape[name as keyof typeof settings.shape]?.description ?? "";
  return `设置 ${name} 的值「${value}」不对。Setting ${name} has a wrong value "${value}": ${issue?.message ?? ""} (${meaning}).`;
}
